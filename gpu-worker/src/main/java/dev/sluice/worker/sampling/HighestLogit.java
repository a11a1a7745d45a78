package dev.sluice.worker.sampling;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;

/// Greedy choice, and the check that a row of logits says anything at all.
final class HighestLogit {
    private HighestLogit() {}

    /// The most probable token; among equals the one with the lowest id. Fails where a logit is not
    /// a number or none is finite: such a row says nothing about the next token, and guessing would
    /// hide a broken model.
    static int tokenId(float[] logits) {
        int best = 0;
        float bestLogit = Float.NEGATIVE_INFINITY;
        for (int id = 0; id < logits.length; id++) {
            float logit = logits[id];
            // Why negated: NaN compares false, so it comes in here at no cost to the other tokens.
            if (!(logit <= bestLogit)) {
                requireNumber(logit, id);
                best = id;
                bestLogit = logit;
            }
        }
        requireFinite(bestLogit);
        return best;
    }

    private static void requireNumber(float logit, int tokenId) {
        if (Float.isNaN(logit)) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "the model's logit of token " + tokenId + " is not a number");
        }
    }

    private static void requireFinite(float highest) {
        if (Float.isInfinite(highest)) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED, "the model's highest logit is " + highest);
        }
    }
}
