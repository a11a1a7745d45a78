package dev.sluice.worker.sampling;

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

    void takeAll(float[] row) {
        count = row.length;
        System.arraycopy(row, 0, logits, 0, count);
        for (int id = 0; id < count; id++) {
            tokenIds[id] = id;
        }
    }

    /// Takes the tokens whose rank key is not below `lowestKey`. Why the logit is compared first:
    /// it rules out nearly all, at a third of the cost of a key.
    void takeFrom(float[] row, long lowestKey) {
        float lowestLogit = RankedKeys.logit(lowestKey);
        count = 0;
        for (int id = 0; id < row.length; id++) {
            float logit = row[id];
            if (logit >= lowestLogit && RankedKeys.key(id, logit) >= lowestKey) {
                tokenIds[count] = id;
                logits[count] = logit;
                count++;
            }
        }
    }

    void keepFrom(long lowestKey) {
        float lowestLogit = RankedKeys.logit(lowestKey);
        float[] all = logits;
        int allCount = count;
        int kept = 0;
        for (int i = 0; i < allCount; i++) {
            if (all[i] >= lowestLogit && key(i) >= lowestKey) {
                move(i, kept++);
            }
        }
        count = kept;
    }

    private void move(int from, int to) {
        tokenIds[to] = tokenIds[from];
        logits[to] = logits[from];
        weights[to] = weights[from];
    }

    /// Ranks those of at least this logit, each with its weight.
    void rankFrom(float lowestLogit, RankedKeys ranked) {
        ranked.clear();
        float[] all = logits;
        int allCount = count;
        for (int i = 0; i < allCount; i++) {
            if (all[i] >= lowestLogit) {
                ranked.add(key(i), weights[i]);
            }
        }
    }

    /// How far below the highest logit a candidate of the draw lies on average, in units of the
    /// temperature: the entropy of the draw, less the logarithm of the total weight. Needs weights.
    double meanDepth(float max, double temperature) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            if (weights[i] > 0) {
                sum += weights[i] * depth(i, max, temperature);
            }
        }
        return sum / totalWeight();
    }

    /// Ranks those whose depth is within `distanceMax` of `depth`, the closest first.
    void rankAround(
            double depth, double distanceMax, float max, double temperature, RankedKeys ranked) {
        ranked.clear();
        for (int i = 0; i < count; i++) {
            float distance = distance(i, depth, max, temperature);
            if (distance <= distanceMax) {
                ranked.add(RankedKeys.key(tokenIds[i], -distance), weights[i]);
            }
        }
    }

    /// Keeps those that [#rankAround] ranks at `lowestKey` or above.
    void keepAround(double depth, long lowestKey, float max, double temperature) {
        int allCount = count;
        int kept = 0;
        for (int i = 0; i < allCount; i++) {
            float distance = distance(i, depth, max, temperature);
            if (RankedKeys.key(tokenIds[i], -distance) >= lowestKey) {
                move(i, kept++);
            }
        }
        count = kept;
    }

    private float distance(int index, double depth, float max, double temperature) {
        return (float) Math.abs(depth(index, max, temperature) - depth);
    }

    private double depth(int index, float max, double temperature) {
        return ((double) max - logits[index]) / temperature;
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

    private long key(int index) {
        return RankedKeys.key(tokenIds[index], logits[index]);
    }
}
