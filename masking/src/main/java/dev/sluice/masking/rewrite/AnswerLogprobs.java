package dev.sluice.masking.rewrite;

import dev.sluice.contracts.event.TokenLogprobs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The probabilities that were shown of an answer, for its result. Owned by the request's
/// [AnswerRewrite].
final class AnswerLogprobs {
    /// Tokens and their alternatives: some 2 MB, for a result is one record.
    private static final int COUNT_MAX = 32_768;

    private final List<TokenLogprobs> shown = new ArrayList<>();
    private int count;

    /// Those of the next piece; null for none.
    void add(@Nullable List<TokenLogprobs> logprobs) {
        if (logprobs == null) {
            return;
        }
        for (TokenLogprobs token : logprobs) {
            count += 1 + token.top().size();
            if (count <= COUNT_MAX) {
                shown.add(token);
            }
        }
    }

    /// Null where there are none.
    @Nullable List<TokenLogprobs> all() {
        return shown.isEmpty() ? null : shown;
    }
}
