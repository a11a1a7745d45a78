package dev.sluice.worker.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The kept sets themselves: a draw would hardly notice a wrong token in the tail.
class TruncationTest {
    private static final int VOCABULARY_SIZE = 5000;

    private final Truncation truncation = new Truncation(VOCABULARY_SIZE);
    private final SplittableRandom random = new SplittableRandom(1);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 40, 511, 512, 513, 1024, 2500, 4999})
    void keepsExactlyTheTopK(int k) {
        for (int trial = 0; trial < 20; trial++) {
            // Given
            float[] logits = logits(trial % 2 == 0 ? 1 : 8);
            // When
            long lowestKey = truncation.topKKey(logits, k);
            // Then
            assertThat(keptFrom(logits, lowestKey))
                    .isEqualTo(
                            expected(logits, SamplingParameters.seeded(1, 0).truncatedTo(k, 1, 0)));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.01, 0.5, 0.9, 0.95, 0.999, 0.9999999})
    void keepsExactlyTheNucleus(double topP) {
        for (int trial = 0; trial < 20; trial++) {
            // Given
            float[] logits = logits(trial % 2 == 0 ? 0.1 : 5);
            Candidates candidates = new Candidates(VOCABULARY_SIZE);
            candidates.takeAll(logits);
            float max = logits[HighestLogit.tokenId(logits)];
            candidates.weigh(max, 1);
            // When
            long lowestKey = truncation.topPKey(candidates, max, 1, topP);
            // Then
            assertThat(keptFrom(logits, lowestKey))
                    .isEqualTo(
                            expected(
                                    logits,
                                    SamplingParameters.seeded(1, 0).truncatedTo(0, topP, 0)));
        }
    }

    private static List<Integer> expected(float[] logits, SamplingParameters parameters) {
        return BruteForce.kept(logits, BruteForce.weights(logits, 1), parameters);
    }

    private static List<Integer> keptFrom(float[] logits, long lowestKey) {
        return IntStream.range(0, logits.length)
                .filter(id -> RankedKeys.key(id, logits[id]) >= lowestKey)
                .boxed()
                .toList();
    }

    /// Rounded, so that there are ties.
    private float[] logits(double spread) {
        float[] logits = new float[VOCABULARY_SIZE];
        for (int id = 0; id < logits.length; id++) {
            logits[id] = Math.round(random.nextGaussian() * spread * 1000) / 1000f;
        }
        return logits;
    }
}
