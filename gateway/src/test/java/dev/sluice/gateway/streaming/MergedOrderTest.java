package dev.sluice.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.gateway.streaming.StreamOrder.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MergedOrderTest {
    private final List<StreamRecords> choices = StreamRecords.ofChoices(3);
    private final MergedOrder order = new MergedOrder(StreamRecords.choicesOf(3));

    private List<StreamEvent> taken(List<StreamEvent> log) {
        return log.stream().filter(event -> order.take(event) == Verdict.NEXT).toList();
    }

    @Test
    void itIsOverWhenAllChoicesAre() {
        // Given
        assertThat(taken(choices.get(2).answer("a"))).hasSize(3);
        assertThat(taken(choices.get(0).answer())).hasSize(2);
        assertThat(order.isOver()).isFalse();

        // When
        List<StreamEvent> last = taken(choices.get(1).answer("a", "b"));

        // Then
        assertThat(last).hasSize(4);
        assertThat(order.isOver()).isTrue();
    }

    @Test
    void theEndOfAChoiceCountsOnce() {
        // Given
        List<StreamEvent> answer = choices.getFirst().answer("a");

        // When
        for (int copies = 0; copies < 3; copies++) {
            answer.forEach(order::take);
        }

        // Then
        assertThat(order.isOver()).isFalse();
    }

    @Test
    void oneFailureIsTheEnd() {
        // Given
        var _ = order.take(choices.get(0).started());

        // When
        Verdict verdict = order.take(choices.get(1).failed(0, ErrorCode.ENGINE_FAILED, "down"));

        // Then
        assertThat(verdict).isEqualTo(Verdict.NEXT);
        assertThat(order.isOver()).isTrue();
    }

    @Test
    void aFailureBehindAGapIsNotYetTheEnd() {
        // Given
        var _ = order.take(choices.get(1).started());

        // When
        Verdict verdict = order.take(choices.get(1).failed(2, ErrorCode.ENGINE_FAILED, "down"));

        // Then
        assertThat(verdict).isEqualTo(Verdict.GAP);
        assertThat(order.isOver()).isFalse();
    }

    @Test
    void aChoiceWithoutItsBeginningIsNoticedBesideOthers() {
        // Given
        var _ = order.take(choices.get(0).started());
        assertThat(order.lacksABeginning()).isFalse();

        // When
        var _ = order.take(choices.get(2).text(1, "a"));

        // Then
        assertThat(order.lacksABeginning()).isTrue();
    }

    /// Whatever is repeated, and wherever a record comes late, each choice is whole and in order,
    /// and nothing changes places with what was taken before.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void eachChoiceIsWholeAndInOrder(long seed) {
        // Given
        List<StreamEvent> log = StreamRecords.troubledLog(3, new SplittableRandom(seed));

        // When
        List<StreamEvent> merged = taken(log);

        // Then
        assertThat(order.isOver()).isTrue();
        for (StreamRecords choice : choices) {
            List<StreamEvent> own = new ArrayList<>(merged);
            own.removeIf(event -> !event.requestId().equals(choice.id()));
            assertThat(own).isEqualTo(choice.answer("a", "b", "c", "d"));
        }
    }
}
