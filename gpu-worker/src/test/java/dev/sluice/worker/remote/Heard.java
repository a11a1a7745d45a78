package dev.sluice.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.worker.decode.SequenceOutcome;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.decode.TokenListener;
import dev.sluice.worker.decode.TokenVerdict;
import dev.sluice.worker.sampling.Logprobs;
import dev.sluice.worker.tokens.TextPieces;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What a sequence said; waits for its end. Insists on the order: positions without gaps, one end,
/// nothing after it.
final class Heard implements TokenListener {
    private final List<Integer> ids = new ArrayList<>();
    private final CompletableFuture<SequenceOutcome> end = new CompletableFuture<>();
    private final CountDownLatch begun = new CountDownLatch(1);
    private int stopAtTokenCount = Integer.MAX_VALUE;
    private boolean isBroken;

    Heard() {}

    /// Goes on behind these.
    Heard(List<Integer> emitted) {
        ids.addAll(emitted);
    }

    Heard stoppingAfter(int tokenCount) {
        stopAtTokenCount = tokenCount;
        return this;
    }

    Heard breaking() {
        isBroken = true;
        return this;
    }

    @Override
    public synchronized TokenVerdict onToken(
            SequenceRequest request, int position, int tokenId, @Nullable Logprobs logprobs) {
        assertThat(end).as("a token after the end").isNotDone();
        assertThat(position).isEqualTo(ids.size());
        if (isBroken) {
            throw new IllegalStateException("cannot be written");
        }
        ids.add(tokenId);
        begun.countDown();
        return TextPieces.tokenCount(RemoteRequests.array(ids)) >= stopAtTokenCount
                ? TokenVerdict.STOP
                : TokenVerdict.CONTINUE;
    }

    @Override
    public void onFinished(SequenceRequest request, SequenceOutcome outcome) {
        assertThat(end.complete(outcome)).as("one end").isTrue();
    }

    synchronized List<Integer> ids() {
        return List.copyOf(ids);
    }

    String text() {
        return TextPieces.text(RemoteRequests.array(ids()));
    }

    Heard awaitFirst() throws InterruptedException {
        assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
        return this;
    }

    SequenceOutcome outcome() {
        return end.orTimeout(30, TimeUnit.SECONDS).join();
    }
}
