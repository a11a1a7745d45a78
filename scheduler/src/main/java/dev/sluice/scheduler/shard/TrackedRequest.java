package dev.sluice.scheduler.shard;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.scheduler.queueing.Request;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One unfinished request: its state, and what the log says about it. Mutated by [ShardState#apply]
/// alone.
final class TrackedRequest {
    /// Why a request is cancelled, and since when.
    record Cancellation(String reason, Duration leaseTime) {}

    private final TokenHistory history = new TokenHistory();
    private Request request;
    private RequestState state;
    private int epoch;
    private int attempts;
    private int preemptions;
    private boolean preempted;
    private int chargedPromptTokens;
    private @Nullable Cancellation cancellation;

    TrackedRequest(Request request, RequestState state) {
        this.request = request;
        this.state = state;
    }

    RequestId requestId() {
        return request.requestId();
    }

    Request request() {
        return request;
    }

    void setRequest(Request changed) {
        request = changed;
    }

    RequestState state() {
        return state;
    }

    void setState(RequestState changed) {
        state = changed;
    }

    /// The highest epoch that was assigned or stands in the log; 0 for none. Records of a lower one
    /// do not count.
    int epoch() {
        return epoch;
    }

    void setEpoch(int changed) {
        epoch = changed;
    }

    /// The epoch of the next fence: above all that was ever given out. A request without any record
    /// may have been given out with epoch 1. The highest that there is comes after itself: only a
    /// made-up record can have led there.
    int fenceEpoch() {
        return Math.min(Math.max(epoch, 1) + 1, TokenEvent.EPOCH_MAX);
    }

    /// How often it was taken from a worker that it may have harmed.
    int attempts() {
        return attempts;
    }

    void countAttempt() {
        attempts++;
    }

    /// How often it gave its slot to a more urgent request.
    int preemptions() {
        return preemptions;
    }

    /// Whether it gave its slot away and has none yet.
    boolean isPreempted() {
        return preempted;
    }

    void preempt() {
        preempted = true;
        preemptions++;
    }

    void resume() {
        preempted = false;
    }

    /// Its prompt is charged once, however often it is read: a tenant does not pay for the loss of
    /// a worker.
    int promptTokensToCharge() {
        return chargedPromptTokens == 0 ? request.shape().tokens() : 0;
    }

    /// Corrects the charge to what the worker has counted; returns the difference.
    int chargePrompt(int promptTokens) {
        int difference = promptTokens - chargedPromptTokens;
        chargedPromptTokens = promptTokens;
        return difference;
    }

    @Nullable Cancellation cancellation() {
        return cancellation;
    }

    void setCancellation(Cancellation noted) {
        cancellation = noted;
    }

    TokenHistory history() {
        return history;
    }

    @Override
    public String toString() {
        return request
                + " "
                + state
                + " epoch "
                + epoch
                + " attempts "
                + attempts
                + " preemptions "
                + preemptions
                + (preempted ? " preempted" : "")
                + " charged "
                + chargedPromptTokens
                + " cancelled "
                + cancellation
                + " next "
                + history.nextIndex()
                + " tokens "
                + history.tokenIds()
                + " "
                + history.usage();
    }
}
