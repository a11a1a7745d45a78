package dev.sluice.worker.sampling;

/// Makes tokens that already occurred less likely:
///
/// ```
/// l ← l > 0 ? l / repetition : l · repetition            for tokens of the prompt and the answer
/// l ← l - frequency · count - presence · [count > 0]     for tokens of the answer,
///                                                        count = occurrences there
/// ```
///
/// Repetition is the penalty of CTRL (Keskar et al. 2019), frequency and presence are OpenAI's.
/// Tokens of the prompt count for the first only, as in vLLM.
final class Penalties implements LogitsProcessor {
    private final float repetition;
    private final float frequency;
    private final float presence;
    private final TokenCounts seen = new TokenCounts();

    Penalties(SamplingParameters parameters, int[] promptTokens) {
        repetition = (float) parameters.repetitionPenalty();
        frequency = (float) parameters.frequencyPenalty();
        presence = (float) parameters.presencePenalty();
        for (int tokenId : promptTokens) {
            seen.touch(tokenId);
        }
    }

    @Override
    public void process(float[] logits) {
        for (int place = 0; place < seen.placeCount(); place++) {
            int tokenId = seen.tokenIdAt(place);
            if (tokenId >= 0) {
                logits[tokenId] = penalised(logits[tokenId], seen.countAt(place));
            }
        }
    }

    @Override
    public void onToken(int tokenId) {
        seen.increment(tokenId);
    }

    private float penalised(float logit, int count) {
        float repeated = logit > 0 ? logit / repetition : logit * repetition;
        return count == 0 ? repeated : repeated - frequency * count - presence;
    }
}
