package dev.sluice.gateway.webhook;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.WebhookEvent.CallFailed;
import dev.sluice.gateway.webhook.PendingCall.State;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;

/// The calls of one tenant. Belongs to the ledger's thread.
final class CallLane {
    private final TenantId tenant;
    private final TreeSet<PendingCall> waiting = new TreeSet<>(PendingCall.BY_TIME);
    private int calling;

    CallLane(TenantId tenant) {
        this.tenant = tenant;
    }

    TenantId tenant() {
        return tenant;
    }

    int callingCount() {
        return calling;
    }

    boolean isEmpty() {
        return waiting.isEmpty() && calling == 0;
    }

    void add(PendingCall call) {
        call.state = State.WAITING;
        waiting.add(call);
    }

    /// Adds an attempt to `tasks`, if one is due and there is room.
    boolean beginOne(Instant now, int callsMax, List<CallTask> tasks) {
        if (calling >= callsMax) {
            return false;
        }
        for (PendingCall call : waiting) {
            if (call.notBefore.isAfter(now)) {
                return false;
            }
            if (call.isReady()) {
                waiting.remove(call);
                calling++;
                start(call, false, tasks);
                return true;
            }
        }
        return false;
    }

    /// Gives up those that would wait longest.
    void giveUpBeyond(int waitingMax, List<CallTask> tasks) {
        Iterator<PendingCall> last = waiting.descendingIterator();
        while (waiting.size() > waitingMax && last.hasNext()) {
            PendingCall call = last.next();
            if (call.isReady()) {
                last.remove();
                start(call, true, tasks);
            }
        }
    }

    private void start(PendingCall call, boolean isTooMany, List<CallTask> tasks) {
        call.state = State.CALLING;
        call.shard().start(call);
        tasks.add(call.task(isTooMany));
    }

    void failed(PendingCall call, CallFailed failed) {
        boolean isWaiting = waiting.remove(call);
        call.attempts = Math.max(call.attempts, failed.attempts());
        call.notBefore = failed.nextAt();
        if (isWaiting || call.state == State.WRITTEN) {
            add(call);
        }
    }

    /// Nobody is to begin it. An attempt that is made counts until it is [#done].
    void withdraw(PendingCall call) {
        waiting.remove(call);
    }

    /// The record of the attempt may have been read by now, or be read later.
    void done(PendingCall call, CallTask task) {
        calling -= task.isTooMany() ? 0 : 1;
        if (call.hasEnded) {
            return;
        }
        if (call.attempts > task.attempts()) {
            add(call);
        } else {
            call.state = State.WRITTEN;
        }
    }
}
