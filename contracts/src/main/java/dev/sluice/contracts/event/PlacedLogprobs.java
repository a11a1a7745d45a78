package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import java.util.Objects;

/// Why with its place: masking may let it through only where it lets the token's text through, and
/// a record's text is not its token's, for half a character or the beginning of a stop text waits.
@Doc("A token's probabilities, and where its text stands in the answer.")
public record PlacedLogprobs(
        @Doc("UTF-16 units of the unmasked answer before the token") int from,
        @Doc("the same up to the end of the last character that the token touches") int to,
        @Doc("the probabilities") TokenLogprobs logprobs) {
    public PlacedLogprobs {
        Checks.notNegative("from", from);
        if (to < from) {
            throw new IllegalArgumentException("to is " + to + ", must be at least " + from);
        }
        Objects.requireNonNull(logprobs, "logprobs");
    }
}
