package dev.sluice.worker.sampling;

import java.util.Map;

/// Adds the caller's bias: `logit[id] += bias[id]`.
final class LogitBias implements LogitsProcessor {
    private final int[] tokenIds;
    private final float[] biases;

    LogitBias(Map<Integer, Double> biasByTokenId) {
        tokenIds = biasByTokenId.keySet().stream().mapToInt(Integer::intValue).sorted().toArray();
        biases = new float[tokenIds.length];
        for (int i = 0; i < tokenIds.length; i++) {
            biases[i] = biasByTokenId.getOrDefault(tokenIds[i], 0.0).floatValue();
        }
    }

    @Override
    public void process(float[] logits) {
        for (int i = 0; i < tokenIds.length; i++) {
            logits[tokenIds[i]] += biases[i];
        }
    }
}
