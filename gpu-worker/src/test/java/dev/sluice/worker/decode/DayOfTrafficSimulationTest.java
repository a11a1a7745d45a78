package dev.sluice.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.decode.TimedEngine.Machine;
import dev.sluice.worker.sampling.Logprobs;
import dev.sluice.worker.sampling.SamplingParameters;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// A day of traffic in virtual time: users come, most of them several times in one conversation,
/// more by day than by night; some leave before the answer. At any time what is held is bounded; in
/// the end nothing is held that was not there in the morning.
class DayOfTrafficSimulationTest {
    private static final EngineShape SHAPE = new EngineShape(8, 512, 128, 50);
    private static final long DAY = Duration.ofHours(24).toNanos();
    private static final double NANOS_BETWEEN_ARRIVALS_BY_DAY = 6e9;
    private static final int SYSTEM_PROMPT = 35;

    private final TimedEngine engine = new TimedEngine(SHAPE, Machine.AVX2);
    private final SplittableRandom random = new SplittableRandom(20);
    private long idleNanos;
    private final TreeMap<Long, Runnable> events = new TreeMap<>();
    private final Map<FinishReason, Integer> ends = new HashMap<>();
    private final DecodeLoop loop =
            new DecodeLoop(
                    engine,
                    DecodeOptions.DEFAULT,
                    this::onStep,
                    () -> engine.nowNanos() + idleNanos);
    private @Nullable StepReport last;
    private int acceptedCount;
    private int refusedCount;
    private int number;

    @Test
    void holdsNothingThatItDidNotHoldInTheMorning() {
        // When
        at(0, this::arrive);
        while (!events.isEmpty()) {
            while (!events.isEmpty() && events.firstKey() <= now()) {
                events.pollFirstEntry().getValue().run();
            }
            if (loop.step() == 0 && !events.isEmpty()) {
                idleNanos += Math.max(0, events.firstKey() - now());
            }
        }
        while (loop.step() > 0) {}
        // Then
        assertThat(now()).isGreaterThan(DAY);
        assertThat(loop.openKeys()).isEmpty();
        assertThat(ends.values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(acceptedCount);
        assertThat(acceptedCount).isGreaterThan(5000);
        assertThat(refusedCount).isZero();
        assertThat(ends.keySet())
                .containsExactlyInAnyOrder(
                        FinishReason.STOP, FinishReason.LENGTH, FinishReason.CANCELLED);
        StepReport evening = lastReport();
        assertThat(evening.cachedTokenCount()).isZero();
        assertThat(evening.decodingCount() + evening.prefillingCount() + evening.waitingCount())
                .isZero();
        assertThat(evening.slotCountAllowed()).isEqualTo(SHAPE.slotCount());
        // and all slots are there: as many run at once as there are
        for (int i = 0; i < SHAPE.slotCount(); i++) {
            SequenceRequest unending = Sequences.related(++number, i + 1, 20, 0, 50);
            assertThat(loop.admit(unending, new Ending())).isEqualTo(new Admission.Accepted());
        }
        while (lastReport().decodingCount() < SHAPE.slotCount()) {
            assertThat(loop.step()).isPositive();
        }
    }

    private StepReport lastReport() {
        StepReport report = last;
        if (report == null) {
            throw new AssertionError("no step was reported");
        }
        return report;
    }

    private void onStep(StepReport report) {
        last = report;
        long tokens = report.cachedTokenCount() + report.warmTokenCount();
        if (tokens > (long) SHAPE.slotCount() * SHAPE.slotLength()
                || report.decodingCount() + report.prefillingCount() > SHAPE.slotCount()) {
            throw new AssertionError("more is held than there is: " + report);
        }
    }

    private long now() {
        return engine.nowNanos() + idleNanos;
    }

    private void at(long nanos, Runnable event) {
        long free = nanos;
        while (events.putIfAbsent(free, event) != null) {
            free++;
        }
    }

    private void arrive() {
        int promptTokenCount =
                SYSTEM_PROMPT + 5 + random.nextInt(random.nextInt(10) == 0 ? 350 : 80);
        SequenceKey key = admit(promptTokenCount, 1 + random.nextInt(100));
        if (random.nextInt(20) == 0) {
            at(now() + random.nextLong(3_000_000_000L), () -> loop.cancel(key));
        }
        boolean isDay = now() > DAY / 3 && now() < DAY * 11 / 12;
        double mean = NANOS_BETWEEN_ARRIVALS_BY_DAY * (isDay ? 1 : 10);
        long next = now() + (long) (-Math.log(1 - random.nextDouble()) * mean);
        if (next < DAY) {
            at(next, this::arrive);
        } else {
            at(DAY + 1, () -> {});
        }
    }

    private SequenceKey admit(int promptTokenCount, int tokenCountMax) {
        int[] prompt = new SplittableRandom(1).ints(promptTokenCount, 10, 40).toArray();
        for (int i = SYSTEM_PROMPT; i < promptTokenCount; i++) {
            prompt[i] = 10 + random.nextInt(30);
        }
        SequenceKey key = Sequences.key(++number);
        SequenceRequest request =
                SequenceRequest.of(
                        key,
                        prompt,
                        tokenCountMax,
                        new int[] {Sequences.END_TOKEN},
                        SamplingParameters.seeded(1, number));
        switch (loop.admit(request, new Ending())) {
            case Admission.Accepted() -> acceptedCount++;
            case Admission.Refused _ -> refusedCount++;
        }
        return key;
    }

    private final class Ending implements TokenListener {
        @Override
        public TokenVerdict onToken(
                SequenceRequest request, int position, int tokenId, @Nullable Logprobs logprobs) {
            return TokenVerdict.CONTINUE;
        }

        @Override
        public void onFinished(SequenceRequest request, SequenceOutcome outcome) {
            ends.merge(outcome.reason(), 1, Integer::sum);
        }
    }
}
