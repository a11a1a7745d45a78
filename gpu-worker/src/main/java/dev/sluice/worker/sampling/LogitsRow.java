package dev.sluice.worker.sampling;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Reads a row of logits where the engine left it: a segment of float32, one per token id. Why not
/// an array: a vocabulary has up to 152,000 of them, and a copy per token and sequence would only
/// cost memory traffic.
final class LogitsRow {
    static final ValueLayout.OfFloat LOGIT = ValueLayout.JAVA_FLOAT;

    private LogitsRow() {}

    static int count(MemorySegment logits) {
        return Math.toIntExact(logits.byteSize() / LOGIT.byteSize());
    }

    static float get(MemorySegment logits, int tokenId) {
        return logits.getAtIndex(LOGIT, tokenId);
    }

    static void set(MemorySegment logits, int tokenId, float value) {
        logits.setAtIndex(LOGIT, tokenId, value);
    }

    /// The most probable token; among equals the one with the lowest id. Fails where a logit is not
    /// a number or none is finite: such a row says nothing about the next token, and guessing would
    /// hide a broken model.
    static int argmax(MemorySegment logits) {
        int count = count(logits);
        int best = 0;
        float bestLogit = Float.NEGATIVE_INFINITY;
        for (int id = 0; id < count; id++) {
            float logit = get(logits, id);
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
