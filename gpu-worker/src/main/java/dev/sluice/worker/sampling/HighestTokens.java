package dev.sluice.worker.sampling;

import java.util.Arrays;

/// The few most probable tokens of a row, in order of rank. One pass: nearly every token is below
/// the lowest of those that were kept, which costs a comparison. Scratch memory of the engine
/// thread.
final class HighestTokens {
    private static final int COUNT_MAX = 64;

    /// Rank keys, the highest first.
    private final long[] keys = new long[COUNT_MAX];

    private int count;

    /// Ids of the `wanted` most probable tokens, the best first; fewer where the others are
    /// impossible (minus infinity). `wanted` is 0 to 64.
    int[] tokenIds(float[] logits, int wanted) {
        count = 0;
        if (wanted > 0) {
            take(logits, wanted);
        }
        int[] ids = new int[count];
        Arrays.setAll(ids, i -> RankedKeys.tokenId(keys[i]));
        return ids;
    }

    private void take(float[] logits, int wanted) {
        float bar = -Float.MAX_VALUE;
        for (int id = 0; id < logits.length; id++) {
            // Why above, once all are there: of equals the lower id, which came first, ranks
            // higher.
            boolean isAbove = count < wanted ? logits[id] >= bar : logits[id] > bar;
            if (isAbove) {
                insert(RankedKeys.key(id, logits[id]), wanted);
                bar = count < wanted ? bar : RankedKeys.logit(keys[count - 1]);
            }
        }
    }

    private void insert(long key, int wanted) {
        int at = count < wanted ? count++ : count - 1;
        while (at > 0 && keys[at - 1] < key) {
            keys[at] = keys[at - 1];
            at--;
        }
        keys[at] = key;
    }
}
