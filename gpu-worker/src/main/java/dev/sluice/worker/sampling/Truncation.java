package dev.sluice.worker.sampling;

/// Finds which tokens stay in the draw. Each rule is a lowest rank key; no rule sorts the
/// vocabulary.
///
/// - min-p keeps `logit ≥ max + temperature · ln(minP)`, which is `p ≥ minP · p_max` (Nguyen et al.
///   2024).
/// - top-k keeps the `k` highest keys: one pass that keeps a small buffer of the best and raises
///   its bar whenever the buffer is full.
/// - typical-p keeps the tokens whose surprise, `-ln p`, is nearest to the entropy of what the
///   other two left, until their weights reach `typicalP` of it (locally typical sampling, Meister
///   et al. 2023; after the temperature, as in Hugging Face's Transformers). Only tokens within a
///   distance are ranked; the distance grows until their weights suffice.
/// - top-p keeps the smallest set of highest keys whose weights reach `topP` of what the other two
///   left (Holtzman et al. 2020). Only tokens above a bar are ranked; the bar falls until their
///   weights suffice. A peaked distribution ranks a few dozen tokens.
///
/// The order, min-p and top-k before top-p, is vLLM's. Scratch memory of the engine thread.
final class Truncation {
    static final long EVERYTHING = Long.MIN_VALUE;

    /// All but the tokens whose logit is minus infinity.
    static final long POSSIBLE = RankedKeys.keyOfLowest(-Float.MAX_VALUE);

    private static final int TOP_K_BUFFER_MIN = 1024;
    private static final double FIRST_WEIGHT_BAR = 1e-3;
    private static final double NEXT_WEIGHT_BAR = 1e-3;
    private static final double LAST_WEIGHT_BAR = 1e-12;
    private static final double FIRST_DISTANCE = 1;
    private static final double NEXT_DISTANCE = 4;
    private static final double LAST_DISTANCE = 64;

    private final RankedKeys ranked;

    Truncation(int vocabularySize) {
        // Room for every token, and for one full buffer of the largest k.
        ranked = new RankedKeys(vocabularySize + TOP_K_BUFFER_MIN);
    }

    static long minPKey(float max, double temperature, double minP) {
        return minP == 0
                ? EVERYTHING
                : RankedKeys.keyOfLowest((float) (max + temperature * StrictMath.log(minP)));
    }

    long topKKey(float[] row, int k) {
        int vocabularySize = row.length;
        if (k == 0 || k >= vocabularySize) {
            return EVERYTHING;
        }
        int bufferSize = Math.min(Math.max(2 * k, TOP_K_BUFFER_MIN), vocabularySize);
        float bar = Float.NEGATIVE_INFINITY;
        ranked.clear();
        for (int id = 0; id < vocabularySize; id++) {
            float logit = row[id];
            if (logit >= bar) {
                ranked.add(RankedKeys.key(id, logit), 1);
                if (ranked.count() > bufferSize) {
                    bar = RankedKeys.logit(ranked.cut(k));
                    ranked.truncate(k);
                }
            }
        }
        return ranked.cut(k);
    }

    /// Takes out of the weighed candidates those that are not typical.
    void keepTypical(Candidates candidates, float max, double temperature, double typicalP) {
        if (typicalP == 1) {
            return;
        }
        double depth = candidates.meanDepth(max, temperature);
        double goal = typicalP * candidates.totalWeight();
        double distance = FIRST_DISTANCE;
        candidates.rankAround(depth, distance, max, temperature, ranked);
        while (ranked.mass() < goal && distance < LAST_DISTANCE) {
            distance *= NEXT_DISTANCE;
            candidates.rankAround(depth, distance, max, temperature, ranked);
        }
        if (ranked.mass() >= goal && ranked.count() > 0) {
            candidates.keepAround(depth, ranked.cut(goal), max, temperature);
        }
    }

    long topPKey(Candidates candidates, float max, double temperature, double topP) {
        if (topP == 1) {
            return EVERYTHING;
        }
        double goal = topP * candidates.totalWeight();
        double bar = FIRST_WEIGHT_BAR;
        double mass = rankAbove(candidates, max, temperature, bar);
        while (mass < goal && bar > LAST_WEIGHT_BAR) {
            bar *= NEXT_WEIGHT_BAR;
            mass = rankAbove(candidates, max, temperature, bar);
        }
        return mass < goal ? EVERYTHING : ranked.cut(goal);
    }

    /// Ranks the candidates of at least this weight and answers the sum of their weights.
    private double rankAbove(
            Candidates candidates, float max, double temperature, double weightBar) {
        // Why by logit: the weights round, and equal weights must not reorder unequal logits.
        float logitBar = (float) (max + temperature * StrictMath.log(weightBar));
        candidates.rankFrom(logitBar, ranked);
        return ranked.mass();
    }
}
