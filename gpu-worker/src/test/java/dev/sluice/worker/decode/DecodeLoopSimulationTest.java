package dev.sluice.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.sampling.SamplingParameters;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random arrivals, cancels, continuations, failing passes and failing copies against one loop.
/// After every step: tokens so far are a prefix of what the sequence would have alone. At the end:
/// faults off, everything drains, and no slot or place is lost.
class DecodeLoopSimulationTest {
    private static final EngineShape SHAPE = new EngineShape(4, 40, 8, 50);
    private static final int WAITING_COUNT_MAX = 3;

    private static final class World {
        private final long seed;
        private final SplittableRandom random;
        private final SimulatedEngine engine = new SimulatedEngine(SHAPE);
        private final DecodeLoop loop;
        private final Map<SequenceKey, SequenceRequest> requests = new HashMap<>();
        private final Map<SequenceKey, RecordingListener> open = new HashMap<>();
        private final Map<FinishReason, Integer> ends = new HashMap<>();
        private @Nullable StepReport lastReport;
        private final boolean isPrefixReused;
        private long reusedTokenCount;
        private long preemptedCount;
        private int number;
        private int refusedCount;

        World(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.isPrefixReused = random.nextInt(4) > 0;
            DecodeOptions options =
                    new DecodeOptions(
                            4 + random.nextInt(5),
                            1 + random.nextInt(20),
                            WAITING_COUNT_MAX,
                            true,
                            isPrefixReused);
            this.loop = new DecodeLoop(engine, options, this::onStep, () -> 0);
        }

        private void onStep(StepReport report) {
            lastReport = report;
            reusedTokenCount += report.reusedTokenCount();
            preemptedCount += report.preemptedCount();
        }

        void run(int stepCount, boolean hasFaults) {
            for (int i = 0; i < stepCount; i++) {
                arrive();
                if (random.nextInt(10) == 0) {
                    cancelOne();
                }
                engine.failDecodes(hasFaults && random.nextInt(20) == 0 ? 1 : 0);
                engine.breakCopies(hasFaults && random.nextInt(50) == 0);
                int poison = hasFaults && random.nextInt(20) == 0 ? random.nextInt(50) : -1;
                engine.failOn(tokenId -> tokenId == poison);
                boolean isMemoryShort = hasFaults && random.nextInt(500) == 0;
                engine.limitMemoryTo(isMemoryShort ? 1 + random.nextInt(3) : Integer.MAX_VALUE);
                loop.step();
                engine.passes().clear();
                settle();
            }
        }

        void drain() {
            engine.failDecodes(0);
            engine.breakCopies(false);
            engine.limitMemoryTo(Integer.MAX_VALUE);
            engine.failOn(_ -> false);
            for (int i = 0; i < 1000 && loop.step() > 0; i++) {
                settle();
            }
            assertThat(open).as("seed %d: open after draining", seed).isEmpty();
            assertThat(loop.openKeys()).isEmpty();
            StepReport last = lastReport;
            if (last == null) {
                throw new AssertionError("no step was reported");
            }
            assertThat(last.decodingCount() + last.prefillingCount() + last.waitingCount())
                    .isZero();
            assertThat(last.cachedTokenCount()).isZero();
        }

        private void arrive() {
            int arrivalCount = random.nextInt(5) == 0 ? random.nextInt(6) : 0;
            for (int i = 0; i < arrivalCount; i++) {
                SequenceRequest request = randomRequest();
                RecordingListener listener = new RecordingListener();
                switch (loop.admit(request, listener)) {
                    case Admission.Accepted() -> {
                        requests.put(request.key(), request);
                        open.put(request.key(), listener);
                    }
                    case Admission.Refused(var reason, var _) -> {
                        assertThat(reason).isEqualTo(Admission.Reason.QUEUE_FULL);
                        assertThat(open).hasSize(SHAPE.slotCount() + WAITING_COUNT_MAX);
                        refusedCount++;
                    }
                }
            }
        }

        private SequenceRequest randomRequest() {
            SamplingParameters sampling =
                    random.nextBoolean()
                            ? SamplingParameters.greedy()
                            : SamplingParameters.seeded(1, random.nextLong())
                                    .penalised(1.2, 0.1, 0.1);
            int promptTokenCount = 1 + random.nextInt(SHAPE.slotLength() - 1);
            SequenceRequest request =
                    SequenceRequest.of(
                                    Sequences.key(++number),
                                    promptOfAFamily(promptTokenCount),
                                    1 + random.nextInt(30),
                                    new int[] {Sequences.END_TOKEN},
                                    sampling)
                            .withPrefixScope("tenant" + random.nextInt(2));
            return random.nextInt(3) == 0 ? continued(request) : request;
        }

        /// Begins like others of its family, up to a random place.
        private int[] promptOfAFamily(int tokenCount) {
            int[] prompt =
                    new SplittableRandom(random.nextInt(3)).ints(tokenCount, 10, 40).toArray();
            for (int i = random.nextInt(tokenCount + 1); i < tokenCount; i++) {
                prompt[i] = 10 + random.nextInt(30);
            }
            return prompt;
        }

        private SequenceRequest continued(SequenceRequest request) {
            List<Integer> all = Sequences.expectedTokens(request, SHAPE);
            int count = random.nextInt(all.size() + 1);
            return request.continuedFrom(
                    all.subList(0, count).stream().mapToInt(Integer::intValue).toArray());
        }

        private void cancelOne() {
            List<SequenceKey> keys = new ArrayList<>(loop.openKeys());
            keys.sort((a, b) -> a.toString().compareTo(b.toString()));
            if (!keys.isEmpty()) {
                loop.cancel(keys.get(random.nextInt(keys.size())));
            }
        }

        private void settle() {
            open.entrySet()
                    .removeIf(entry -> {
                        RecordingListener listener = entry.getValue();
                        check(entry.getKey(), listener);
                        if (listener.isFinished()) {
                            ends.merge(listener.reason(), 1, Integer::sum);
                        }
                        return listener.isFinished();
                    });
        }

        /// Whole if it ended well, else the beginning.
        private void check(SequenceKey key, RecordingListener listener) {
            SequenceRequest request = requests.get(key);
            if (request == null || (!listener.isFinished() && random.nextInt(10) > 0)) {
                return;
            }
            List<Integer> all = Sequences.expectedTokens(request, SHAPE);
            List<Integer> expected = all.subList(request.emittedTokenCount(), all.size());
            boolean isWhole =
                    listener.isFinished()
                            && (listener.reason() == FinishReason.STOP
                                    || listener.reason() == FinishReason.LENGTH);
            List<Integer> tokens = listener.tokens();
            assertThat(tokens)
                    .as("seed %d, %s", seed, request)
                    .isEqualTo(isWhole ? expected : expected.subList(0, tokens.size()));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void losesNoSlotAndNoTokenInTenThousandRandomSteps(long seed) {
        // Given
        World world = new World(seed);
        // When
        world.run(10_000, true);
        // Then
        world.drain();
        assertThat(world.ends.keySet())
                .isEqualTo(EnumSet.complementOf(EnumSet.of(FinishReason.LOST)));
        assertThat(world.refusedCount).isPositive();
        assertThat(world.preemptedCount).isPositive();
        assertThat(world.reusedTokenCount > 0).isEqualTo(world.isPrefixReused);
    }

    @Test
    void endsEverythingWellWithoutFaultsOrCancels() {
        // Given
        World world = new World(77);
        // When
        for (int i = 0; i < 2000; i++) {
            world.arrive();
            world.loop.step();
            world.settle();
        }
        // Then
        world.drain();
        assertThat(world.ends).containsOnlyKeys(FinishReason.STOP, FinishReason.LENGTH);
    }
}
