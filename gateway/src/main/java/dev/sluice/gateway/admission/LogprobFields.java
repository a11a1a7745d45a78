package dev.sluice.gateway.admission;

import dev.sluice.contracts.event.TokenLogprobs;
import org.jspecify.annotations.Nullable;

/// Reads how many probabilities are told beside each token; null: none at all.
final class LogprobFields {
    /// OpenAI's bound for completions.
    private static final int COMPLETION_COUNT_MAX = 5;

    private LogprobFields() {}

    /// `logprobs` says whether, `top_logprobs` how many more.
    static @Nullable Integer readChat(Fields body) throws BadField {
        boolean areWanted = body.flag("logprobs");
        Long count = body.integer("top_logprobs", 0, TokenLogprobs.TOP_COUNT_MAX);
        if (areWanted) {
            return count == null ? 0 : Math.toIntExact(count);
        }
        if (count != null && count > 0) {
            throw BadField.invalid("top_logprobs", "is " + count + ", but logprobs is not true");
        }
        return null;
    }

    /// `logprobs` is the number; 0 asks for the tokens' own.
    static @Nullable Integer readCompletion(Fields body) throws BadField {
        Long count = body.integer("logprobs", 0, COMPLETION_COUNT_MAX);
        return count == null ? null : Math.toIntExact(count);
    }
}
