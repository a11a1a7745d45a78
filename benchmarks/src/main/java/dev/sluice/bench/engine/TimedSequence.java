package dev.sluice.bench.engine;

import dev.sluice.contracts.RequestId;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.decode.TokenVerdict;
import dev.sluice.worker.sampling.Logprobs;
import dev.sluice.worker.sampling.SamplingParameters;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One greedy sequence, and when its tokens came. Engine thread.
final class TimedSequence implements TokenListener {
    private final SequenceRequest request;
    private final long[] tokenNanos;
    private int tokenCount;
    private @Nullable SequenceOutcome outcome;

    TimedSequence(String name, int[] promptTokens, int tokenCountMax) {
        this.request =
                SequenceRequest.of(
                        new SequenceKey(new RequestId(name), 1),
                        promptTokens,
                        tokenCountMax,
                        new int[0],
                        SamplingParameters.greedy());
        this.tokenNanos = new long[tokenCountMax];
    }

    SequenceRequest request() {
        return request;
    }

    @Override
    public TokenVerdict onToken(
            SequenceRequest of, int position, int tokenId, @Nullable Logprobs logprobs) {
        tokenNanos[tokenCount++] = System.nanoTime();
        return TokenVerdict.CONTINUE;
    }

    @Override
    public void onFinished(SequenceRequest of, SequenceOutcome ended) {
        outcome = ended;
    }

    int tokenCount() {
        return tokenCount;
    }

    /// When its tokens came, in the order of their positions.
    long[] tokenNanos() {
        return Arrays.copyOf(tokenNanos, tokenCount);
    }

    /// Fails where the engine did: a figure of half a run is worth nothing.
    boolean isFinished() {
        if (outcome != null && outcome.failure() != null) {
            throw outcome.failure();
        }
        return outcome != null;
    }
}
