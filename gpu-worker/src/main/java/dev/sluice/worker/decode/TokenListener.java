package dev.sluice.worker.decode;

import dev.sluice.worker.sampling.Logprobs;
import org.jspecify.annotations.Nullable;

/// Receives one sequence's tokens, on the engine thread: it must not block, for every other
/// sequence waits. After [#onFinished], which comes exactly once, nothing more is called. An
/// exception from [#onToken] fails this sequence alone.
public interface TokenListener {
    /// `position` counts the answer's tokens from 0, replayed ones included, without gaps.
    /// `logprobs` is null unless the request asked for it. The first call of a continuation is for
    /// the first token not replayed.
    TokenVerdict onToken(
            SequenceRequest request, int position, int tokenId, @Nullable Logprobs logprobs);

    void onFinished(SequenceRequest request, SequenceOutcome outcome);
}
