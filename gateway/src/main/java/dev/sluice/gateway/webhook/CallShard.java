package dev.sluice.gateway.webhook;

import dev.sluice.contracts.event.WebhookEvent.CallDue;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The calls of one shard. Belongs to the ledger's thread.
final class CallShard {
    /// So many ends are remembered: a completion that two gateways read while a partition moves is
    /// due twice, and called once.
    private static final int ENDED_COUNT_MAX = 10_000;

    private final int number;
    private final TreeMap<Long, PendingCall> byOffset = new TreeMap<>();
    private final Map<String, PendingCall> byId = new HashMap<>();
    private final Map<Long, PendingCall> calling = new HashMap<>();
    private final LinkedHashMap<String, Boolean> ended = new LinkedHashMap<>();
    private long next = -1;
    private boolean isReady;

    CallShard(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    void markReady() {
        isReady = true;
    }

    boolean isReady() {
        return isReady;
    }

    void read(long offset) {
        next = offset + 1;
    }

    /// Null: it is known already.
    @Nullable PendingCall begin(CallDue due, long offset) {
        String id = due.deliveryId();
        if (byId.containsKey(id) || ended.containsKey(id)) {
            return null;
        }
        PendingCall call = new PendingCall(this, due, offset);
        byId.put(id, call);
        byOffset.put(offset, call);
        return call;
    }

    /// Null: it is over, or was before reading began.
    @Nullable PendingCall find(String deliveryId) {
        return byId.get(deliveryId);
    }

    @Nullable PendingCall end(String deliveryId) {
        ended.put(deliveryId, true);
        if (ended.size() > ENDED_COUNT_MAX) {
            var _ = ended.pollFirstEntry();
        }
        PendingCall call = byId.remove(deliveryId);
        if (call != null) {
            byOffset.remove(call.offset());
            call.hasEnded = true;
        }
        return call;
    }

    void start(PendingCall call) {
        calling.put(call.offset(), call);
    }

    /// Null: nobody was calling.
    @Nullable PendingCall stop(CallTask task) {
        return calling.remove(task.offset());
    }

    /// Those that have no end yet.
    List<PendingCall> open() {
        return List.copyOf(byOffset.values());
    }

    int openCount() {
        return byOffset.size();
    }

    OptionalLong oldest() {
        if (!byOffset.isEmpty()) {
            return OptionalLong.of(byOffset.firstKey());
        }
        return next < 0 ? OptionalLong.empty() : OptionalLong.of(next);
    }
}
