package dev.sluice.worker.decode;

import static dev.sluice.worker.decode.Sequences.related;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.decode.TimedEngine.Machine;
import dev.sluice.worker.sampling.Logprobs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// In virtual time: what a long prompt costs those that decode, and what waiting for them costs it.
class PrefillPaceTest {
    private static final EngineShape SHAPE = new EngineShape(8, 2048, 128, 50);
    private static final int PROMPT = 1024;

    private static final class World {
        private final TimedEngine engine;
        private final DecodeLoop loop;
        private int number;

        World(Machine machine) {
            engine = new TimedEngine(SHAPE, machine);
            loop = new DecodeLoop(engine, DecodeOptions.DEFAULT, _ -> {}, engine::nowNanos);
        }

        Stream admit(int promptTokenCount) {
            Stream stream = new Stream(engine);
            SequenceRequest request = related(++number, number, promptTokenCount, 0, 1000);
            assertThat(loop.admit(request, stream)).isEqualTo(new Admission.Accepted());
            return stream;
        }

        void stepUntilItHas(Stream stream, int tokenCount) {
            while (stream.nanos.size() < tokenCount) {
                loop.step();
            }
        }
    }

    /// When its tokens came.
    private static final class Stream implements TokenListener {
        private final TimedEngine engine;
        private final List<Long> nanos = new ArrayList<>();

        Stream(TimedEngine engine) {
            this.engine = engine;
        }

        @Override
        public TokenVerdict onToken(
                SequenceRequest request, int position, int tokenId, @Nullable Logprobs logprobs) {
            nanos.add(engine.nowNanos());
            return TokenVerdict.CONTINUE;
        }

        @Override
        public void onFinished(SequenceRequest request, SequenceOutcome outcome) {}

        /// Of the gaps that end after this time.
        long p95Nanos(long sinceNanos) {
            List<Long> gaps = new ArrayList<>();
            for (int i = 1; i < nanos.size(); i++) {
                if (nanos.get(i) > sinceNanos) {
                    gaps.add(nanos.get(i) - nanos.get(i - 1));
                }
            }
            Collections.sort(gaps);
            return gaps.get((int) Math.ceil(0.95 * gaps.size()) - 1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "AVX2, 1",
        "AVX2, 3",
        "AVX2, 7",
        "AVX512_VNNI, 1",
        "AVX512_VNNI, 3",
        "AVX512_VNNI, 7"
    })
    void letsRunningStreamsGoOnWhileALongPromptIsReadAndTheLongPromptToo(
            Machine machine, int streamCount) {
        // Given
        World world = new World(machine);
        List<Stream> streams = new ArrayList<>();
        for (int i = 0; i < streamCount; i++) {
            streams.add(world.admit(60));
        }
        Stream observed = streams.getLast();
        world.stepUntilItHas(observed, 100);
        long baseline = observed.p95Nanos(observed.nanos.get(40));
        long start = world.engine.nowNanos();
        // When
        Stream late = world.admit(PROMPT);
        world.stepUntilItHas(late, 1);
        // Then
        assertThat(observed.p95Nanos(start)).isLessThanOrEqualTo(baseline * 3 / 2);
        assertThat(world.engine.nowNanos() - start)
                .isLessThanOrEqualTo(5 * 8 * machine.prefillNanos(128));
    }

    @Test
    void readsALongPromptAtFullSpeedWhereNobodyDecodes() {
        // Given
        World world = new World(Machine.AVX2);
        Stream stream = world.admit(PROMPT);
        // When
        world.stepUntilItHas(stream, 1);
        // Then
        assertThat(stream.nanos.getFirst()).isEqualTo(16 * Machine.AVX2.prefillNanos(64));
    }

    @Test
    void readsAWaveOfShortPromptsBeforeItsStreamsGoOn() {
        // Given
        World world = new World(Machine.AVX2);
        List<Stream> wave = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            wave.add(world.admit(60));
        }
        // When
        for (int step = 0; step < 8; step++) {
            world.loop.step();
        }
        // Then
        assertThat(wave).allSatisfy(stream -> assertThat(stream.nanos).isNotEmpty());
    }

    @Test
    void letsAShortPromptPassALongOneThatHasToWait() {
        // Given
        World world = new World(Machine.AVX2);
        world.stepUntilItHas(world.admit(60), 50);
        Stream late = world.admit(PROMPT);
        world.loop.step();
        // When
        Stream quick = world.admit(60);
        world.loop.step();
        // Then
        assertThat(quick.nanos).isNotEmpty();
        assertThat(late.nanos).isEmpty();
    }

    @Test
    void countsAPromptAsShortOfWhichAnotherHasReadTheMost() {
        // Given
        World world = new World(Machine.AVX2);
        world.stepUntilItHas(world.admit(60), 50);
        Stream first = new Stream(world.engine);
        world.loop.admit(related(90, 90, PROMPT, 2, 1), first);
        world.stepUntilItHas(first, 1);
        // When
        Stream second = new Stream(world.engine);
        world.loop.admit(related(91, 90, PROMPT, 60, 5), second);
        world.loop.step();
        // Then
        assertThat(second.nanos).isNotEmpty();
    }

    @Test
    void knowsWhatItsCreditIsWorth() {
        // Given: a token takes 2, and 27 steps of 20 were decoded
        PrefillPace pace = new PrefillPace(64, 512);
        assertThat(pace.longChunkTokenCount(true)).isEqualTo(64);
        pace.onChunkRead(64, 128, true);
        for (int step = 0; step < 27; step++) {
            assertThat(pace.longChunkTokenCount(true)).isZero();
            pace.onDecoded(20);
        }
        // Then: (27 · 20 · 0.5 - 128) / 2
        assertThat(pace.longChunkTokenCount(true)).isEqualTo(71);
        assertThat(pace.longChunkTokenCount(false)).isEqualTo(64);
    }

    @Test
    void savesNoMoreThanTheLongestChunkCosts() {
        // Given
        PrefillPace pace = new PrefillPace(64, 512);
        pace.onChunkRead(64, 128, false);
        // When
        for (int step = 0; step < 1000; step++) {
            pace.onDecoded(1000);
        }
        // Then
        assertThat(pace.longChunkTokenCount(true)).isEqualTo(PrefillPace.CHUNK_TOKEN_COUNT_MAX);
    }
}
