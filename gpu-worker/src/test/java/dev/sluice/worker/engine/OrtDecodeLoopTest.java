package dev.sluice.worker.engine;

import static dev.sluice.worker.engine.TinyEngines.prompt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.worker.decode.Admission;
import dev.sluice.worker.decode.DecodeLoop;
import dev.sluice.worker.decode.DecodeOptions;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.decode.TokenVerdict;
import dev.sluice.worker.sampling.Logprobs;
import dev.sluice.worker.sampling.SamplingParameters;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The loop on the real engine: a request's tokens depend on the request alone.
class OrtDecodeLoopTest {
    private static final OrtEngine ENGINE = TinyEngines.open();
    private static final int VOCABULARY_SIZE = ENGINE.shape().vocabularySize();
    private static final int TOKEN_COUNT = 24;

    private static final DecodeOptions READING_ALL = new DecodeOptions(16, 16, 16, true, false);

    private long reusedTokenCount;
    private final DecodeLoop loop =
            new DecodeLoop(
                    ENGINE,
                    READING_ALL.withPrefixReuse(true),
                    report -> reusedTokenCount += report.reusedTokenCount(),
                    () -> 0);

    private static final class Collector implements TokenListener {
        private final List<Integer> tokens = new ArrayList<>();
        private final List<Float> logProbabilities = new ArrayList<>();
        private boolean isFinished;

        @Override
        public TokenVerdict onToken(
                SequenceRequest request, int position, int tokenId, @Nullable Logprobs logprobs) {
            tokens.add(tokenId);
            logProbabilities.add(logprobs == null ? 0f : logprobs.chosen());
            return TokenVerdict.CONTINUE;
        }

        @Override
        public void onFinished(SequenceRequest request, SequenceOutcome outcome) {
            isFinished = outcome.failure() == null;
        }
    }

    static Stream<SamplingParameters> samplings() {
        return Stream.of(
                SamplingParameters.greedy(),
                SamplingParameters.seeded(1, 123),
                SamplingParameters.seeded(0.8, 9).truncatedTo(40, 0.95, 0.01).penalised(1.1, 0, 0));
    }

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void generatesTheSameTokensAloneAndAmongSevenOthers(SamplingParameters sampling) {
        // Given
        SequenceRequest request = request(0, 37, sampling);
        List<Integer> alone = run(request).tokens;
        // When: others start before and after, and end at different times
        for (int i = 1; i <= 4; i++) {
            admit(request(i, 3 + 11 * i, SamplingParameters.seeded(1, i)), new Collector());
            loop.step();
        }
        Collector collector = new Collector();
        admit(request, collector);
        for (int i = 5; i <= 7; i++) {
            admit(request(i, 5 * i, SamplingParameters.greedy()), new Collector());
            loop.step();
        }
        drain();
        // Then
        assertThat(collector.tokens).isEqualTo(alone).hasSize(TOKEN_COUNT);
    }

    @ParameterizedTest
    @MethodSource("samplings")
    void continuesWithTheTokensThatTheDeadWorkerWouldHaveMade(SamplingParameters sampling) {
        // Given
        SequenceRequest request = request(0, 20, sampling);
        List<Integer> whole = run(request).tokens;
        for (int emittedCount : new int[] {1, 2, 13, TOKEN_COUNT - 1, TOKEN_COUNT}) {
            int[] emitted =
                    whole.stream().limit(emittedCount).mapToInt(Integer::intValue).toArray();
            // When
            admit(request(1, 30, SamplingParameters.greedy()), new Collector());
            Collector rest = run(request.continuedFrom(emitted));
            // Then
            assertThat(rest.tokens)
                    .as("after %d tokens", emittedCount)
                    .isEqualTo(whole.subList(emittedCount, TOKEN_COUNT));
            assertThat(rest.isFinished).isTrue();
        }
    }

    /// The logarithm of a token's probability depends on every logit of its row.
    @ParameterizedTest
    @ValueSource(ints = {2, 3, 17, 33, 58})
    void generatesTheSameToTheBitAfterAPrefixThatAnotherRead(int commonTokenCount) {
        // Given: alone, read from the first token
        SequenceRequest request = request(0, 60, SamplingParameters.seeded(1, 5)).withLogprobs(0);
        Collector alone = new Collector();
        run(new DecodeLoop(ENGINE, READING_ALL, _ -> {}, () -> 0), request, alone);
        int[] other = prompt(99, 40 + commonTokenCount / 2, VOCABULARY_SIZE);
        System.arraycopy(
                request.promptTokens(), 0, other, 0, Math.min(commonTokenCount, other.length));
        // When: beside one that begins the same, and after it
        admit(request(1, other, SamplingParameters.greedy()), new Collector());
        loop.step();
        loop.step();
        Collector beside = new Collector();
        admit(request, beside);
        drain();
        Collector after = run(request);
        // Then
        assertThat(reusedTokenCount).isGreaterThanOrEqualTo(2L * Math.min(commonTokenCount, 20));
        for (Collector collector : List.of(beside, after)) {
            assertThat(collector.tokens).isEqualTo(alone.tokens);
            assertThat(collector.logProbabilities).isEqualTo(alone.logProbabilities);
        }
    }

    @Test
    void makesHardlyAnyGarbageInAStep() {
        // Given
        for (int i = 0; i < 8; i++) {
            Collector collector = new Collector();
            collector.tokens.addAll(java.util.Collections.nCopies(200, 1));
            collector.tokens.clear();
            collector.logProbabilities.addAll(java.util.Collections.nCopies(200, 0f));
            collector.logProbabilities.clear();
            admit(request(i, 4, SamplingParameters.seeded(1, i), 100), collector);
        }
        for (int i = 0; i < 40; i++) {
            loop.step();
        }
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        // When
        for (int i = 0; i < 40; i++) {
            loop.step();
        }
        // Then
        long bytesPerStep = (threads.getCurrentThreadAllocatedBytes() - before) / 40;
        assertThat(bytesPerStep).isLessThan(2000);
        drain();
    }

    private static SequenceRequest request(
            int number, int promptTokenCount, SamplingParameters sampling) {
        return request(number, promptTokenCount, sampling, TOKEN_COUNT);
    }

    private static SequenceRequest request(
            int number, int promptTokenCount, SamplingParameters sampling, int tokenCount) {
        int[] prompt = prompt(number, promptTokenCount, VOCABULARY_SIZE);
        return request(number, prompt, sampling, tokenCount);
    }

    private static SequenceRequest request(int number, int[] prompt, SamplingParameters sampling) {
        return request(number, prompt, sampling, TOKEN_COUNT);
    }

    private static SequenceRequest request(
            int number, int[] prompt, SamplingParameters sampling, int tokenCount) {
        return SequenceRequest.of(
                new SequenceKey(new RequestId("r" + number), 1),
                prompt,
                tokenCount,
                new int[0],
                sampling);
    }

    private Collector run(SequenceRequest request) {
        Collector collector = new Collector();
        admit(request, collector);
        drain();
        return collector;
    }

    private void admit(SequenceRequest request, Collector collector) {
        assertThat(loop.admit(request, collector)).isEqualTo(new Admission.Accepted());
    }

    private static void run(DecodeLoop other, SequenceRequest request, Collector collector) {
        assertThat(other.admit(request, collector)).isEqualTo(new Admission.Accepted());
        for (int i = 0; i < 1000 && other.step() > 0; i++) {}
        assertThat(collector.isFinished).isTrue();
    }

    private void drain() {
        for (int i = 0; i < 1000 && loop.step() > 0; i++) {}
        assertThat(loop.openKeys()).isEmpty();
    }
}
