package dev.sluice.worker.decode;

import dev.sluice.worker.sampling.Logprobs;
import dev.sluice.worker.sampling.SamplingParameters;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Traffic in virtual time: users come, most of them several times in one conversation, more by day
/// than by night; some leave before the answer. At any time what is held is bounded.
final class DayOfTraffic {
    private static final long DAY = Duration.ofHours(24).toNanos();
    private static final double NANOS_BETWEEN_ARRIVALS_BY_DAY = 6e9;
    private static final int SYSTEM_PROMPT = 35;

    private final TimedEngine engine;
    private final SplittableRandom random = new SplittableRandom(20);
    private final TreeMap<Long, Runnable> events = new TreeMap<>();
    private final Map<FinishReason, Integer> ends = new HashMap<>();
    private final DecodeLoop loop;
    private long idleNanos;
    private long untilNanos;
    private @Nullable StepReport last;
    private int acceptedCount;
    private int refusedCount;
    private int number;

    DayOfTraffic(TimedEngine engine) {
        this.engine = engine;
        this.loop =
                new DecodeLoop(
                        engine,
                        DecodeOptions.DEFAULT,
                        this::onStep,
                        () -> engine.nowNanos() + idleNanos);
    }

    /// Goes on from the time that it is, until then, and to the end of the answers.
    void runUntil(Duration time) {
        untilNanos = time.toNanos();
        at(now(), this::arrive);
        while (!events.isEmpty()) {
            while (!events.isEmpty() && events.firstKey() <= now()) {
                events.pollFirstEntry().getValue().run();
            }
            if (loop.step() == 0 && !events.isEmpty()) {
                idleNanos += Math.max(0, events.firstKey() - now());
            }
        }
        while (loop.step() > 0) {}
    }

    DecodeLoop loop() {
        return loop;
    }

    Map<FinishReason, Integer> ends() {
        return ends;
    }

    int acceptedCount() {
        return acceptedCount;
    }

    int refusedCount() {
        return refusedCount;
    }

    StepReport lastReport() {
        StepReport report = last;
        if (report == null) {
            throw new AssertionError("no step was reported");
        }
        return report;
    }

    /// A sequence that ends only when it is full.
    Admission admitUnending() {
        number++;
        return loop.admit(Sequences.related(number, number, 20, 0, 50), new Ending());
    }

    long now() {
        return engine.nowNanos() + idleNanos;
    }

    private void onStep(StepReport report) {
        last = report;
        EngineShape shape = engine.shape();
        long tokens = report.cachedTokenCount() + report.warmTokenCount();
        if (tokens > (long) shape.slotCount() * shape.slotLength()
                || report.decodingCount() + report.prefillingCount() > shape.slotCount()) {
            throw new AssertionError("more is held than there is: " + report);
        }
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
        long hour = now() % DAY;
        boolean isDay = hour > DAY / 3 && hour < DAY * 11 / 12;
        double mean = NANOS_BETWEEN_ARRIVALS_BY_DAY * (isDay ? 1 : 10);
        long next = now() + (long) (-Math.log(1 - random.nextDouble()) * mean);
        if (next < untilNanos) {
            at(next, this::arrive);
        } else {
            at(untilNanos + 1, () -> {});
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
