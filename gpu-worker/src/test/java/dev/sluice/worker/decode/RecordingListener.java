package dev.sluice.worker.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.sampling.Logprobs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps what a listener hears, and insists on the order: positions without gaps, one end, nothing
/// after it.
final class RecordingListener implements TokenListener {
    private final List<Integer> tokens = new ArrayList<>();
    private final List<@Nullable Logprobs> logprobs = new ArrayList<>();
    private int stopAtCount = Integer.MAX_VALUE;
    private int throwAtCount = Integer.MAX_VALUE;
    private boolean throwsAtEnd;
    private @Nullable SequenceOutcome outcome;

    RecordingListener stoppingAfter(int count) {
        stopAtCount = count;
        return this;
    }

    RecordingListener throwingAt(int count) {
        throwAtCount = count;
        return this;
    }

    RecordingListener throwingAtEnd() {
        throwsAtEnd = true;
        return this;
    }

    @Override
    public TokenVerdict onToken(
            SequenceRequest request, int position, int tokenId, @Nullable Logprobs logprobs) {
        assertThat(outcome).as("a token after the end").isNull();
        assertThat(position).isEqualTo(request.emittedTokenCount() + tokens.size());
        tokens.add(tokenId);
        this.logprobs.add(logprobs);
        if (tokens.size() >= throwAtCount) {
            throw new IllegalArgumentException("listener broke");
        }
        return tokens.size() >= stopAtCount ? TokenVerdict.STOP : TokenVerdict.CONTINUE;
    }

    @Override
    public void onFinished(SequenceRequest request, SequenceOutcome ended) {
        assertThat(outcome).as("a second end").isNull();
        outcome = ended;
        if (throwsAtEnd) {
            throw new IllegalArgumentException("listener broke at the end");
        }
    }

    List<Integer> tokens() {
        return tokens;
    }

    List<@Nullable Logprobs> logprobs() {
        return logprobs;
    }

    boolean isFinished() {
        return outcome != null;
    }

    SequenceOutcome outcome() {
        SequenceOutcome ended = outcome;
        if (ended == null) {
            throw new AssertionError("not finished, has " + tokens.size() + " tokens");
        }
        return ended;
    }

    FinishReason reason() {
        return outcome().reason();
    }
}
