package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import java.util.List;
import java.util.Objects;

@Doc("A token of an answer beside the most probable ones of its place.")
public record TokenLogprobs(
        @Doc("the token that was taken") TokenLogprob chosen,
        @Doc("the most probable tokens, the best first; as many as were asked for, where there are")
                List<TokenLogprob> top) {
    /// OpenAI's bound.
    public static final int TOP_COUNT_MAX = 20;

    public TokenLogprobs {
        Objects.requireNonNull(chosen, "chosen");
        top = List.copyOf(top);
        Checks.within("top count", top.size(), 0, TOP_COUNT_MAX);
    }
}
