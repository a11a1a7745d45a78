package dev.sluice.worker.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.sampling.Logprobs.Candidate;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SamplerTest {
    private static final int[] NO_PROMPT = {};

    @ParameterizedTest
    @CsvSource({
        // temperature, top-k, top-p, min-p, spread of logits
        "1.0, 0, 1.0, 0.0, 3",
        "0.2, 0, 1.0, 0.0, 3",
        "2.0, 0, 1.0, 0.0, 0.1",
        "1.0, 1, 1.0, 0.0, 3",
        "1.0, 40, 1.0, 0.0, 3",
        "1.0, 2999, 1.0, 0.0, 3",
        "1.0, 5000, 1.0, 0.0, 3",
        "1.0, 0, 0.9, 0.0, 3",
        "0.2, 0, 0.9, 0.0, 8",
        "2.0, 0, 0.95, 0.0, 0.1",
        "1.0, 0, 0.0, 0.0, 3",
        "1.0, 0, 0.999999, 0.0, 3",
        "1.0, 0, 1.0, 0.05, 3",
        "1.0, 0, 1.0, 1.0, 3",
        "0.7, 50, 0.8, 0.02, 2",
        "1.5, 1200, 0.99, 0.0001, 1",
    })
    void drawsTheTokenThatSortingEverythingWouldDraw(
            double temperature, int topK, double topP, double minP, double spread) {
        // Given
        int vocabularySize = 3000;
        SamplingWorkspace workspace = new SamplingWorkspace(vocabularySize);
        SplittableRandom random = new SplittableRandom(42);
        for (int trial = 0; trial < 60; trial++) {
            float[] logits = randomLogits(random, vocabularySize, spread);
            SamplingParameters parameters =
                    SamplingParameters.seeded(temperature, random.nextLong())
                            .truncatedTo(topK, topP, minP);
            Sampler sampler = new Sampler(parameters, NO_PROMPT, workspace);
            // When
            int tokenId = sampler.sample(row(logits), trial);
            // Then
            BruteForce.Draw expected = BruteForce.draw(logits, parameters, trial);
            if (expected.margin() > 1e-6) {
                assertThat(tokenId).as("trial %d", trial).isEqualTo(expected.tokenId());
            }
        }
    }

    @Test
    void drawsFromEqualLogitsWithTiesAtEveryCut() {
        // Given
        float[] logits = new float[1000];
        for (int id = 0; id < logits.length; id++) {
            logits[id] = id % 5;
        }
        SamplingParameters parameters = SamplingParameters.seeded(1, 7).truncatedTo(150, 0.5, 0);
        Sampler sampler = new Sampler(parameters, NO_PROMPT, new SamplingWorkspace(1000));
        // When
        int[] drawn = IntStream.range(0, 500).map(i -> sampler.sample(row(logits), i)).toArray();
        // Then
        // 150 best: the 150 lowest ids with logit 4; half of their weight: the lowest 75.
        assertThat(IntStream.of(drawn)).allMatch(id -> id % 5 == 4 && id < 75 * 5);
        assertThat(IntStream.of(drawn).distinct().count()).isGreaterThan(60);
    }

    @Test
    void drawsEachTokenAsOftenAsItsProbabilitySays() {
        // Given
        float[] logits = {0f, 1f, 2f, -1f};
        Sampler sampler =
                new Sampler(SamplingParameters.seeded(1, 99), NO_PROMPT, new SamplingWorkspace(4));
        int[] counts = new int[4];
        int drawCount = 40_000;
        // When
        for (int position = 0; position < drawCount; position++) {
            counts[sampler.sample(row(logits), position)]++;
        }
        // Then
        double[] weights = BruteForce.weights(logits, 1);
        double total = IntStream.range(0, 4).mapToDouble(i -> weights[i]).sum();
        for (int id = 0; id < 4; id++) {
            assertThat(counts[id] / (double) drawCount)
                    .isCloseTo(weights[id] / total, within(0.01));
        }
    }

    @Test
    void drawsTheSameAtAPositionWhateverWasDrawnBefore() {
        // Given
        float[] logits = randomLogits(new SplittableRandom(3), 500, 1);
        SamplingWorkspace workspace = new SamplingWorkspace(500);
        SamplingParameters parameters = SamplingParameters.seeded(1, 5);
        Sampler first = new Sampler(parameters, NO_PROMPT, workspace);
        int[] drawn = IntStream.range(0, 50).map(i -> first.sample(row(logits), i)).toArray();
        // When
        int late = new Sampler(parameters, NO_PROMPT, workspace).sample(row(logits), 49);
        // Then
        assertThat(late).isEqualTo(drawn[49]);
        assertThat(IntStream.of(drawn).distinct().count()).isGreaterThan(20);
    }

    @Test
    void takesTheLowestIdAmongEqualsWhenGreedy() {
        // Given
        float[] logits = {1f, 3f, -0f, 3f, 0f, 3f};
        // When
        int tokenId = greedy(logits);
        // Then
        assertThat(tokenId).isEqualTo(1);
        assertThat(greedy(-1f, -0f, 0f)).isEqualTo(1);
    }

    @Test
    void failsOnALogitThatIsNotANumber() {
        // Given
        float[] first = {Float.NaN, 1f};
        float[] last = {5f, 1f, Float.NaN};
        // When / Then
        assertThatThrownBy(() -> greedy(first)).satisfies(SamplerTest::isEngineFailure);
        assertThatThrownBy(() -> greedy(last))
                .satisfies(SamplerTest::isEngineFailure)
                .hasMessageContaining("token 2 is not a number");
        assertThatThrownBy(() -> seeded(last)).satisfies(SamplerTest::isEngineFailure);
    }

    @Test
    void failsWhereNoLogitIsFinite() {
        // Given
        float[] none = {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        float[] infinite = {1f, Float.POSITIVE_INFINITY};
        // When / Then
        assertThatThrownBy(() -> greedy(none)).satisfies(SamplerTest::isEngineFailure);
        assertThatThrownBy(() -> seeded(none)).satisfies(SamplerTest::isEngineFailure);
        assertThatThrownBy(() -> greedy(infinite)).satisfies(SamplerTest::isEngineFailure);
    }

    @Test
    void neverDrawsATokenThatAMinusInfinityRulesOut() {
        // Given
        float[] logits = {Float.NEGATIVE_INFINITY, 0f, Float.NEGATIVE_INFINITY, 0f};
        Sampler sampler =
                new Sampler(SamplingParameters.seeded(2, 1), NO_PROMPT, new SamplingWorkspace(4));
        // When
        int[] drawn = IntStream.range(0, 1000).map(i -> sampler.sample(row(logits), i)).toArray();
        // Then
        assertThat(drawn).containsOnly(1, 3);
    }

    @Test
    void appliesBiasThenRepetitionThenFrequencyAndPresence() {
        // Given
        SamplingParameters parameters =
                SamplingParameters.greedy().penalised(2, 0.5, 0.25).biased(Map.of(0, 1.0, 3, -1.0));
        SamplingWorkspace workspace = new SamplingWorkspace(5);
        Sampler sampler = new Sampler(parameters, new int[] {0, 1}, workspace);
        sampler.accept(1);
        sampler.accept(1);
        sampler.accept(3);
        // When
        sampler.sample(row(new float[] {3f, -4f, 5f, 2f, 6f}), 3);
        // Then
        assertThat(workspace.logits())
                .containsExactly(
                        (3f + 1f) / 2f, // in the prompt only
                        -4f * 2f - 0.5f * 2 - 0.25f,
                        5f,
                        (2f - 1f) / 2f - 0.5f - 0.25f,
                        6f);
    }

    @Test
    void continuesWithTheSamePenaltiesAfterReplay() {
        // Given
        SamplingParameters parameters =
                SamplingParameters.seeded(1, 11).penalised(1.3, 0.7, 0.4).truncatedTo(50, 0.95, 0);
        SamplingWorkspace workspace = new SamplingWorkspace(200);
        int[] whole = generate(new Sampler(parameters, new int[] {1, 2}, workspace), 0, 60);
        Sampler resumed = new Sampler(parameters, new int[] {1, 2}, workspace);
        IntStream.of(whole).limit(37).forEach(resumed::accept);
        // When
        int[] rest = generate(resumed, 37, 60);
        // Then
        assertThat(rest).containsExactly(IntStream.of(whole).skip(37).toArray());
    }

    @Test
    void tellsTheLogarithmOfTheChosenTokensProbability() {
        // Given
        float[] logits = randomLogits(new SplittableRandom(8), 1000, 3);
        Sampler sampler =
                new Sampler(SamplingParameters.greedy(), NO_PROMPT, new SamplingWorkspace(1000));
        int tokenId = sampler.sample(row(logits), 0);
        // When
        Logprobs told = sampler.logprobs(tokenId, 0);
        // Then
        assertThat((double) told.chosen()).isCloseTo(logprob(logits, tokenId), within(1e-5));
        assertThat(told.top()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 20})
    void tellsTheMostProbableTokensInOrder(int count) {
        for (int seed = 0; seed < 100; seed++) {
            // Given: few values, so that many tokens are equal
            SplittableRandom random = new SplittableRandom(seed);
            float[] logits = randomLogits(random, 300, 3);
            for (int i = 0; i < logits.length; i++) {
                logits[i] =
                        random.nextInt(4) == 0 ? Float.NEGATIVE_INFINITY : Math.round(logits[i]);
            }
            Sampler sampler =
                    new Sampler(SamplingParameters.greedy(), NO_PROMPT, new SamplingWorkspace(300));
            sampler.sample(row(logits), 0);
            // When
            Logprobs told = sampler.logprobs(0, count);
            // Then
            List<Integer> expected =
                    IntStream.range(0, logits.length)
                            .boxed()
                            .sorted(
                                    Comparator.comparingDouble((Integer id) -> -logits[id])
                                            .thenComparing(id -> id))
                            .limit(count)
                            .toList();
            assertThat(told.top()).extracting(Candidate::tokenId).isEqualTo(expected);
            for (Candidate candidate : told.top()) {
                assertThat((double) candidate.logprob())
                        .isCloseTo(logprob(logits, candidate.tokenId()), within(1e-5));
            }
        }
    }

    @Test
    void tellsNoTokenThatIsImpossible() {
        // Given
        float[] logits = {Float.NEGATIVE_INFINITY, 2f, Float.NEGATIVE_INFINITY, 1f};
        Sampler sampler =
                new Sampler(SamplingParameters.greedy(), NO_PROMPT, new SamplingWorkspace(4));
        sampler.sample(row(logits), 0);
        // When
        Logprobs told = sampler.logprobs(1, 4);
        // Then
        assertThat(told.top()).extracting(Candidate::tokenId).containsExactly(1, 3);
    }

    private static double logprob(float[] logits, int tokenId) {
        double[] weights = BruteForce.weights(logits, 1);
        double total = IntStream.range(0, weights.length).mapToDouble(i -> weights[i]).sum();
        return Math.log(weights[tokenId] / total);
    }

    /// Meister et al. 2023: the tokens nearest to the entropy, until their probabilities suffice.
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.5, 0.9, 0.999})
    void drawsTypicalTokensOnly(double share) {
        for (int seed = 0; seed < 40; seed++) {
            // Given
            double temperature = 0.5 + seed % 4 * 0.5;
            float[] logits = randomLogits(new SplittableRandom(seed), 60, 1 + seed % 5);
            Set<Integer> typical = typical(logits, temperature, share);
            Sampler sampler =
                    new Sampler(
                            SamplingParameters.seeded(temperature, seed).typical(share),
                            NO_PROMPT,
                            new SamplingWorkspace(60));
            // When
            Set<Integer> drawn = new HashSet<>();
            for (int position = 0; position < 500; position++) {
                drawn.add(sampler.sample(row(logits), position));
            }
            // Then
            assertThat(typical).containsAll(drawn);
            assertThat(drawn.size()).isGreaterThanOrEqualTo(Math.min(2, typical.size()));
        }
    }

    private static Set<Integer> typical(float[] logits, double temperature, double share) {
        double[] weights = BruteForce.weights(logits, temperature);
        double total = Arrays.stream(weights).sum();
        double entropy = 0;
        for (double weight : weights) {
            entropy -= weight / total * Math.log(weight / total);
        }
        double middle = entropy;
        List<Integer> byDistance =
                IntStream.range(0, logits.length)
                        .boxed()
                        .sorted(
                                Comparator.comparingDouble(
                                        id -> Math.abs(-Math.log(weights[id] / total) - middle)))
                        .toList();
        Set<Integer> kept = new HashSet<>();
        double mass = 0;
        for (int id : byDistance) {
            kept.add(id);
            mass += weights[id] / total;
            if (mass >= share) {
                break;
            }
        }
        return kept;
    }

    @Test
    void refusesParametersOutOfRange() {
        SamplingParameters valid = SamplingParameters.seeded(1, 1);
        assertThatThrownBy(() -> SamplingParameters.seeded(2.01, 1))
                .hasMessage("temperature is 2.01, allowed are 0.0 to 2.0");
        assertThatThrownBy(() -> SamplingParameters.seeded(Double.NaN, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> valid.truncatedTo(-1, 1, 0)).hasMessageContaining("topK is -1");
        assertThatThrownBy(() -> valid.truncatedTo(0, 1.1, 0)).hasMessageContaining("topP is 1.1");
        assertThatThrownBy(() -> valid.truncatedTo(0, 1, -0.1)).hasMessageContaining("minP");
        assertThatThrownBy(() -> valid.typical(1.5)).hasMessageContaining("typicalP is 1.5");
        assertThatThrownBy(() -> valid.penalised(0, 0, 0)).hasMessageContaining("repetition");
        assertThatThrownBy(() -> valid.penalised(1, 2.1, 0)).hasMessageContaining("frequency");
        assertThatThrownBy(() -> valid.penalised(1, 0, -2.1)).hasMessageContaining("presence");
        assertThatThrownBy(() -> valid.biased(Map.of(3, 101.0)))
                .hasMessage("logitBias of 3 is 101.0, allowed are -100.0 to 100.0");
    }

    /// Logits here depend on the token before, as a model's do.
    private static int[] generate(Sampler sampler, int from, int to) {
        int[] tokens = new int[to - from];
        for (int position = from; position < to; position++) {
            float[] logits = randomLogits(new SplittableRandom(position), 200, 1);
            tokens[position - from] = sampler.sample(row(logits), position);
            sampler.accept(tokens[position - from]);
        }
        return tokens;
    }

    private static int greedy(float... logits) {
        SamplingWorkspace workspace = new SamplingWorkspace(logits.length);
        return new Sampler(SamplingParameters.greedy(), NO_PROMPT, workspace)
                .sample(row(logits), 0);
    }

    private static int seeded(float... logits) {
        SamplingWorkspace workspace = new SamplingWorkspace(logits.length);
        return new Sampler(SamplingParameters.seeded(1, 1), NO_PROMPT, workspace)
                .sample(row(logits), 0);
    }

    private static void isEngineFailure(Throwable e) {
        assertThat(e).isInstanceOf(SluiceException.class);
        assertThat(((SluiceException) e).errorCode()).isEqualTo(ErrorCode.ENGINE_FAILED);
    }

    private static MemorySegment row(float[] logits) {
        return MemorySegment.ofArray(logits);
    }

    private static float[] randomLogits(SplittableRandom random, int count, double spread) {
        float[] logits = new float[count];
        for (int i = 0; i < count; i++) {
            logits[i] = (float) (random.nextGaussian() * spread);
        }
        return logits;
    }
}
