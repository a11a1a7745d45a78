package dev.sluice.worker.sampling;

import java.lang.foreign.MemorySegment;

/// The tokens still in the draw, in order of id, each with its weight. Scratch memory of the engine
/// thread, sized for the vocabulary once.
final class Candidates {
    private static final int BLOCK = 512;

    private final int[] tokenIds;
    private final float[] logits;
    private final double[] weights;
    private final double[] blockSums;
    private int count;

    Candidates(int vocabularySize) {
        tokenIds = new int[vocabularySize];
        logits = new float[vocabularySize];
        weights = new double[vocabularySize];
        blockSums = new double[(vocabularySize + BLOCK - 1) / BLOCK];
    }

    int count() {
        return count;
    }

    float logit(int index) {
        return logits[index];
    }

    double weight(int index) {
        return weights[index];
    }

    long key(int index) {
        return RankedKeys.key(tokenIds[index], logits[index]);
    }

    void takeAll(MemorySegment row) {
        count = LogitsRow.count(row);
        MemorySegment.copy(row, LogitsRow.LOGIT, 0, logits, 0, count);
        for (int id = 0; id < count; id++) {
            tokenIds[id] = id;
        }
    }

    /// Takes the tokens whose rank key is not below `lowestKey`.
    void takeFrom(MemorySegment row, long lowestKey) {
        int vocabularySize = LogitsRow.count(row);
        count = 0;
        for (int id = 0; id < vocabularySize; id++) {
            float logit = LogitsRow.get(row, id);
            if (RankedKeys.key(id, logit) >= lowestKey) {
                tokenIds[count] = id;
                logits[count] = logit;
                count++;
            }
        }
    }

    void keepFrom(long lowestKey) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (key(i) >= lowestKey) {
                tokenIds[kept] = tokenIds[i];
                logits[kept] = logits[i];
                weights[kept] = weights[i];
                kept++;
            }
        }
        count = kept;
    }

    /// Sets the weights, the unnormalised probabilities: `exp((logit - max) / temperature)`.
    void weigh(float max, double temperature) {
        Exponential.weigh(logits, count, max, 1 / temperature, weights);
    }

    /// Sum of the weights, by blocks that [#draw] walks again. The order of additions is fixed, so
    /// the sum is the same everywhere.
    double totalWeight() {
        double total = 0;
        for (int from = 0; from < count; from += BLOCK) {
            double sum = sum(from, Math.min(from + BLOCK, count));
            blockSums[from / BLOCK] = sum;
            total += sum;
        }
        return total;
    }

    /// The token at which the running sum of weights, in order of id, exceeds `uniform` of the
    /// total.
    int draw(double uniform) {
        double goal = uniform * totalWeight();
        int from = 0;
        while (from + BLOCK < count && blockSums[from / BLOCK] <= goal) {
            goal -= blockSums[from / BLOCK];
            from += BLOCK;
        }
        int to = Math.min(from + BLOCK, count);
        for (int i = from; i < to; i++) {
            goal -= weights[i];
            if (goal < 0) {
                return tokenIds[i];
            }
        }
        // Why reachable: a block's sum and its running sum round differently, by less than 1e-13.
        return tokenIds[to - 1];
    }

    /// Four running sums, because one would wait for each addition to finish.
    private double sum(int from, int to) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = from;
        for (; i + 4 <= to; i += 4) {
            a += weights[i];
            b += weights[i + 1];
            c += weights[i + 2];
            d += weights[i + 3];
        }
        for (; i < to; i++) {
            a += weights[i];
        }
        return (a + b) + (c + d);
    }
}
