package dev.sluice.worker.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.worker.decode.FinishReason;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.StepReport;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.decode.TokenVerdict;
import dev.sluice.worker.sampling.Logprobs;
import dev.sluice.worker.sampling.SamplingParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SimulatedBatchTest {
    private static final long MILLI = 1_000_000;

    private long nowMillis;
    private final List<StepReport> steps = new ArrayList<>();
    private final SimulatedBatch batch =
            new SimulatedBatch(
                    2,
                    new Pace(Duration.ofMillis(100), Duration.ofMillis(20)),
                    Vocabulary.builtin(),
                    steps::add);

    /// What one sequence said, and when it ended.
    private final class Heard implements TokenListener {
        final List<Long> millis = new ArrayList<>();
        final List<Integer> positions = new ArrayList<>();
        final List<Integer> tokens = new ArrayList<>();
        final List<FinishReason> ends = new ArrayList<>();
        boolean isBroken;

        @Override
        public TokenVerdict onToken(
                SequenceRequest request, int position, int tokenId, @Nullable Logprobs logprobs) {
            if (isBroken) {
                throw new IllegalStateException("cannot be written");
            }
            millis.add(nowMillis);
            positions.add(position);
            tokens.add(tokenId);
            return TokenVerdict.CONTINUE;
        }

        @Override
        public void onFinished(SequenceRequest request, SequenceOutcome outcome) {
            ends.add(outcome.reason());
        }
    }

    private static SequenceRequest request(int number, int tokens, long seed) {
        return SequenceRequest.of(
                new SequenceKey(new RequestId("r" + number), 1),
                new int[] {number, 7},
                tokens,
                new int[0],
                SamplingParameters.seeded(1, seed));
    }

    private void runTo(long endMillis) {
        for (nowMillis = 0; nowMillis <= endMillis; nowMillis++) {
            batch.step(nowMillis * MILLI);
        }
    }

    @Test
    void theFirstTokenComesAfterTtftAndOthersAfterItl() {
        // Given
        var heard = new Heard();
        batch.admit(request(1, 5, 1), heard, 0);

        // When
        batch.step(99 * MILLI);
        int before = heard.tokens.size();
        batch.step(100 * MILLI);
        int first = heard.tokens.size();
        runTo(160);

        // Then
        assertThat(List.of(before, first, heard.tokens.size())).containsExactly(0, 1, 4);
    }

    @Test
    void sequencesThatBeganApartSpeakTogetherFromTheirSecondTokenOn() {
        // Given
        var first = new Heard();
        var second = new Heard();
        batch.admit(request(1, 9, 1), first, 0);
        batch.admit(request(2, 9, 1), second, 3 * MILLI);

        // When
        runTo(200);

        // Then
        assertThat(first.millis).startsWith(100L, 120L, 140L);
        assertThat(second.millis).startsWith(103L, 125L, 145L);
    }

    @Test
    void anAnswerHasExactlyItsLength() {
        // Given
        var heard = new Heard();
        batch.admit(request(1, 5, 1), heard, 0);

        // When
        runTo(1_000);

        // Then
        assertThat(heard.positions).containsExactly(0, 1, 2, 3, 4);
        assertThat(heard.ends).containsExactly(FinishReason.LENGTH);
        assertThat(steps.getLast().cachedTokenCount()).isZero();
    }

    @Test
    void theSameRequestSaysTheSameAloneAndAmongOthersAndFromWhereItWasContinued() {
        // Given
        var alone = new Heard();
        var other = new Heard();
        var continued = new Heard();
        var seeded = new Heard();
        batch.admit(request(1, 8, 1), alone, 0);
        runTo(1_000);

        // When
        int[] emitted = alone.tokens.subList(0, 3).stream().mapToInt(Integer::intValue).toArray();
        batch.admit(request(2, 50, 1), other, 1_000 * MILLI);
        batch.admit(request(1, 8, 1).continuedFrom(emitted), continued, 1_000 * MILLI);
        batch.admit(request(3, 8, 2), seeded, 1_000 * MILLI);
        for (long now = 1_000; now <= 3_000; now++) {
            batch.step(now * MILLI);
        }

        // Then
        assertThat(continued.tokens).isEqualTo(alone.tokens.subList(3, 8));
        assertThat(continued.positions).containsExactly(3, 4, 5, 6, 7);
        assertThat(seeded.tokens).isNotEqualTo(alone.tokens);
        assertThat(other.tokens).hasSize(50);
    }

    @Test
    void aSequenceBeyondTheSlotsWaitsForOne() {
        // Given
        var first = new Heard();
        var third = new Heard();
        batch.admit(request(1, 1, 1), first, 0);
        batch.admit(request(2, 99, 1), new Heard(), 0);
        batch.admit(request(3, 1, 1), third, 0);

        // When
        runTo(199);
        int early = third.tokens.size();
        batch.step(200 * MILLI);

        // Then
        assertThat(first.ends).containsExactly(FinishReason.LENGTH);
        assertThat(early).isZero();
        assertThat(third.tokens).hasSize(1);
    }

    @Test
    void aCancelledSequenceEndsAtOnceWhetherItWaitsOrRuns() {
        // Given
        var running = new Heard();
        var waiting = new Heard();
        batch.admit(request(1, 9, 1), running, 0);
        batch.admit(request(2, 9, 1), new Heard(), 0);
        batch.admit(request(3, 9, 1), waiting, 0);

        // When
        batch.cancel(request(3, 9, 1).key(), 0);
        batch.cancel(request(1, 9, 1).key(), 0);
        runTo(500);

        // Then
        assertThat(waiting.ends).containsExactly(FinishReason.CANCELLED);
        assertThat(running.ends).containsExactly(FinishReason.CANCELLED);
        assertThat(running.tokens).isEmpty();
    }

    @Test
    void aListenerThatFailsEndsItsSequenceAlone() {
        // Given
        var broken = new Heard();
        broken.isBroken = true;
        var sound = new Heard();
        batch.admit(request(1, 2, 1), broken, 0);
        batch.admit(request(2, 2, 1), sound, 0);

        // When
        runTo(500);

        // Then
        assertThat(broken.ends).containsExactly(FinishReason.ERROR);
        assertThat(sound.ends).containsExactly(FinishReason.LENGTH);
    }

    @Test
    void aContinuationThatHasEverythingEndsWithoutAToken() {
        // Given
        var heard = new Heard();

        // When
        batch.admit(request(1, 2, 1).continuedFrom(new int[] {4, 5}), heard, 0);

        // Then
        assertThat(heard.ends).containsExactly(FinishReason.LENGTH);
        assertThat(heard.tokens).isEmpty();
    }
}
