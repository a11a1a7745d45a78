package dev.sluice.worker.sampling;

import java.util.List;

/// How probable a token was, and which were the most probable in its place: natural logarithms at
/// temperature 1 over the whole vocabulary, after bias, penalties and constraint.
///
/// @param chosen of the token that was taken
/// @param top the most probable tokens, the best first; impossible ones are left out
public record Logprobs(float chosen, List<Candidate> top) {
    public record Candidate(int tokenId, float logprob) {}

    public Logprobs {
        top = List.copyOf(top);
    }
}
