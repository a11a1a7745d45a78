package dev.sluice.gateway.streaming;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.StreamEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamPumpTest {
    private final StreamRecords records = StreamRecords.of("r-1");
    private final RecordingSink sink = new RecordingSink();
    private final Mailbox mailbox = Mailbox.ofNew(1000, () -> {});
    private final StreamPump pump = new StreamPump(Choices.of(new RequestId("r-1")), mailbox, sink);

    /// Takes as many records as it has room for.
    private static final class RecordingSink implements StreamSink {
        private final List<StreamEvent> taken = new ArrayList<>();
        private int room = Integer.MAX_VALUE;
        private @Nullable Cut cut;

        @Override
        public boolean canTake() {
            return room > 0;
        }

        @Override
        public void take(StreamEvent event) {
            room--;
            taken.add(event);
        }

        @Override
        public void finish() {}

        @Override
        public void flush() {}

        @Override
        public void cut(Cut reason) {
            cut = reason;
        }
    }

    @Test
    void passesAStreamOn() {
        // Given
        List<StreamEvent> answer = records.answer("a", "b");
        answer.forEach(event -> mailbox.offer(event, 0));

        // When
        pump.run();

        // Then
        assertThat(sink.taken).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void takesEachIndexOnceWhateverIsRepeated(long seed) {
        // Given
        List<StreamEvent> answer = records.answer("a", "b", "c", "d", "e", "f");
        SplittableRandom random = new SplittableRandom(seed);
        for (int next = 0; next < answer.size(); next++) {
            mailbox.offer(answer.get(next), 0);
            for (int copies = random.nextInt(4); copies > 0; copies--) {
                mailbox.offer(answer.get(random.nextInt(next + 1)), 0);
            }
        }

        // When
        pump.run();

        // Then
        assertThat(sink.taken).isEqualTo(answer);
    }

    @Test
    void aFullSinkGetsTheRestWhenItDrained() {
        // Given
        List<StreamEvent> answer = records.answer("a", "b");
        answer.forEach(event -> mailbox.offer(event, 0));
        sink.room = 1;
        pump.run();

        // When
        sink.room = 100;
        pump.run();

        // Then
        assertThat(sink.taken).isEqualTo(answer);
    }

    /// Masking could not write record 2, read the request again, and wrote everything once more.
    @Test
    void whatIsMissingIsWaitedForAndThenEverythingFollowsOnce() {
        // Given
        List<StreamEvent> answer = records.answer("a", "b", "c");
        answer.stream()
                .filter(event -> event.index() != 2)
                .forEach(event -> mailbox.offer(event, 0));
        pump.run();
        assertThat(sink.taken).isEqualTo(answer.subList(0, 2));

        // When
        answer.forEach(event -> mailbox.offer(event, 0));
        pump.run();

        // Then
        assertThat(sink.taken).isEqualTo(answer);
        assertThat(sink.cut).isNull();
    }

    @Test
    void anIndexThatIsMadeUpChangesNothing() {
        // Given
        List<StreamEvent> answer = records.answer("a");
        mailbox.offer(answer.getFirst(), 0);
        mailbox.offer(records.text(1_000_000, "forged"), 0);

        // When
        answer.forEach(event -> mailbox.offer(event, 0));
        pump.run();

        // Then
        assertThat(sink.taken).isEqualTo(answer);
    }

    @Test
    void aCutReachesASinkThatIsFull() {
        // Given
        mailbox.offer(records.started(), 0);
        sink.room = 0;
        mailbox.cut(Cut.SLOW_READER);

        // When
        pump.run();

        // Then
        assertThat(sink.cut).isEqualTo(Cut.SLOW_READER);
        assertThat(sink.taken).isEmpty();
    }

    @Test
    void nothingFollowsTheEnd() {
        // Given
        records.answer("a").forEach(event -> mailbox.offer(event, 0));
        pump.run();
        int takenCount = sink.taken.size();

        // When
        mailbox.offer(records.text(3, "late"), 0);
        mailbox.cut(Cut.GATEWAY_STOPS);
        pump.run();

        // Then
        assertThat(sink.taken).hasSize(takenCount);
        assertThat(sink.cut).isNull();
    }

    @Test
    void nothingFollowsAStop() {
        // Given
        mailbox.offer(records.started(), 0);

        // When
        pump.stop();
        pump.run();

        // Then
        assertThat(sink.taken).isEmpty();
    }
}
