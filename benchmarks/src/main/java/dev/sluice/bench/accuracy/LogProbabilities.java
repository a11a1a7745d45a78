package dev.sluice.bench.accuracy;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;

/// The distribution that logits stand for, in natural logarithms:
///
/// ```
/// log p(i) = logit(i) - max - log( sum over j of exp(logit(j) - max) )
/// ```
///
/// In double precision, so that only the engine's error is measured. Reused for every position.
final class LogProbabilities {
    private final double[] values;

    LogProbabilities(int vocabularySize) {
        this.values = new double[vocabularySize];
    }

    /// Takes one row of an engine's logits, float32.
    void read(MemorySegment row) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            values[i] = row.getAtIndex(JAVA_FLOAT, i);
            largest = Math.max(largest, values[i]);
        }
        double sum = 0;
        for (double value : values) {
            sum += Math.exp(value - largest);
        }
        double logSum = Math.log(sum);
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] - largest - logSum;
        }
    }

    double of(int tokenId) {
        return values[tokenId];
    }

    /// The most likely token, the lowest id among equals: what greedy sampling takes.
    int mostLikely() {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    /// Kullback-Leibler divergence in nats, with this as the true distribution:
    ///
    /// ```
    /// KL(p || q) = sum over i of p(i) * (log p(i) - log q(i))
    /// ```
    double divergenceOf(LogProbabilities other) {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            double probability = Math.exp(values[i]);
            // A probability of exactly 0 adds nothing, whatever the other one is.
            sum += probability == 0 ? 0 : probability * (values[i] - other.values[i]);
        }
        return sum;
    }
}
