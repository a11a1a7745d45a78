package dev.sluice.gateway.webhook;

import dev.sluice.contracts.event.WebhookEvent.CallDue;
import java.time.Instant;
import java.util.Comparator;

/// A call that has no end yet. Belongs to the ledger's thread.
final class PendingCall {
    /// Whose turn comes first.
    static final Comparator<PendingCall> BY_TIME =
            Comparator.comparing((PendingCall call) -> call.notBefore)
                    .thenComparingLong(call -> call.offset)
                    .thenComparingInt(call -> call.shard.number());

    /// As [CallLedger] draws them.
    enum State {
        WAITING,
        CALLING,
        WRITTEN
    }

    private final CallShard shard;
    private final CallDue due;
    private final long offset;
    State state = State.WAITING;
    boolean hasEnded;
    int attempts;

    /// While it waits in its lane it must not change: the lane is sorted by it.
    Instant notBefore = Instant.MIN;

    PendingCall(CallShard shard, CallDue due, long offset) {
        this.shard = shard;
        this.due = due;
        this.offset = offset;
    }

    CallDue due() {
        return due;
    }

    long offset() {
        return offset;
    }

    CallShard shard() {
        return shard;
    }

    boolean isReady() {
        return shard.isReady();
    }

    CallTask task(boolean isTooMany) {
        return new CallTask(due, attempts, shard.number(), offset, isTooMany);
    }
}
