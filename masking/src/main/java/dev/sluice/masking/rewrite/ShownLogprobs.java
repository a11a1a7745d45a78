package dev.sluice.masking.rewrite;

import dev.sluice.contracts.event.PlacedLogprobs;
import dev.sluice.contracts.event.TokenLogprobs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets the probabilities of a token through with the token's own text: a token any part of which
/// was masked, restored or is never shown has none, for its text and its alternatives say what
/// stood there. Places are UTF-16 units of the raw answer. Owned by the request's [AnswerRewrite].
final class ShownLogprobs {
    private final Deque<PlacedLogprobs> pending = new ArrayDeque<>();
    private long shownTo;

    /// Everything from here to [#shownTo] was shown as it came.
    private long unchangedFrom;

    void append(@Nullable PlacedLogprobs logprobs) {
        if (logprobs != null) {
            pending.add(logprobs);
        }
    }

    /// The next `length` units were shown as they came: the probabilities of the tokens that end
    /// there; null for none.
    @Nullable List<TokenLogprobs> show(int length) {
        shownTo += length;
        if (pending.isEmpty()) {
            return null;
        }
        List<TokenLogprobs> shown = new ArrayList<>();
        while (!pending.isEmpty() && pending.getFirst().to() <= shownTo) {
            PlacedLogprobs next = pending.remove();
            if (next.from() >= unchangedFrom) {
                shown.add(next.logprobs());
            }
        }
        return shown.isEmpty() ? null : shown;
    }

    /// Something else was shown in place of what stands before `end`.
    void skipTo(long end) {
        shownTo = end;
        unchangedFrom = end;
        while (!pending.isEmpty() && pending.getFirst().from() < unchangedFrom) {
            pending.remove();
        }
    }
}
