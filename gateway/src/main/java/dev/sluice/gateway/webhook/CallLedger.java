package dev.sluice.gateway.webhook;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.WebhookEvent;
import dev.sluice.contracts.event.WebhookEvent.CallDue;
import dev.sluice.contracts.event.WebhookEvent.CallEnded;
import dev.sluice.contracts.event.WebhookEvent.CallFailed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// What the records of `webhooks` add up to, for the shards (partitions) that this gateway has.
///
/// ```
///               begin               done
/// WAITING ─────────────▶ CALLING ─────────▶ WRITTEN
///    ▲                      │ CallEnded        │ CallFailed: WAITING, CallEnded: gone
///    └──────────────────────┴──────────────────┘
/// ```
///
/// INVARIANT: [#apply] alone changes what is known, so a gateway that reads a shard from [#oldest]
/// on knows what the one before knew. Only who is calling right now is nowhere on the log.
///
/// A tenant has so many calls at once and no more, and all tenants together have; whose turn it is
/// goes round, so an endpoint that does not answer holds up its own tenant alone. Belongs to one
/// thread.
public final class CallLedger {
    private final int callsMax;
    private final int tenantCallsMax;
    private final int tenantWaitingMax;
    private final Map<Integer, CallShard> shards = new HashMap<>();

    /// Each tenant's lane; the one whose turn it was last is last.
    private final Map<TenantId, CallLane> lanes = new LinkedHashMap<>();

    /// At once: on this gateway, and of one tenant; and how many of one tenant may wait.
    public CallLedger(int callsMax, int tenantCallsMax, int tenantWaitingMax) {
        this.callsMax = callsMax;
        this.tenantCallsMax = tenantCallsMax;
        this.tenantWaitingMax = tenantWaitingMax;
    }

    /// Takes a record of a shard, in the order of the log.
    public void apply(int shard, long offset, WebhookEvent event) {
        CallShard records = shardOf(shard);
        records.read(offset);
        switch (event) {
            case CallDue due -> {
                PendingCall call = records.begin(due, offset);
                if (call != null) {
                    laneOf(due.tenantId()).add(call);
                }
            }
            case CallFailed failed -> {
                PendingCall call = records.find(failed.deliveryId());
                if (call != null) {
                    laneOf(failed.tenantId()).failed(call, failed);
                }
            }
            case CallEnded ended -> {
                PendingCall call = records.end(ended.deliveryId());
                if (call != null) {
                    laneOf(ended.tenantId()).withdraw(call);
                }
            }
        }
    }

    /// Passes over a record that cannot be read.
    public void skip(int shard, long offset) {
        shardOf(shard).read(offset);
    }

    /// The shard is read as far as it went when this gateway got it: its calls may begin.
    public void markReady(int shard) {
        shardOf(shard).markReady();
    }

    /// Another gateway has the shard from now on. `running`: the attempts for it that were not
    /// [#done], which are to be stopped.
    public void drop(int shard, List<CallTask> running) {
        running.forEach(this::done);
        CallShard dropped = shards.remove(shard);
        if (dropped != null) {
            dropped.open().forEach(call -> laneOf(call.due().tenantId()).withdraw(call));
        }
    }

    /// The attempts to be made now, as many as there is room for. They count as running until
    /// [#done] or [#drop].
    public List<CallTask> begin(Instant now) {
        List<CallTask> tasks = new ArrayList<>();
        lanes.values().removeIf(CallLane::isEmpty);
        lanes.values().forEach(lane -> lane.giveUpBeyond(tenantWaitingMax, tasks));
        int free = callsMax - callingCount();
        boolean hasMore = true;
        while (free > 0 && hasMore) {
            hasMore = false;
            for (CallLane lane : List.copyOf(lanes.values())) {
                if (free > 0 && lane.beginOne(now, tenantCallsMax, tasks)) {
                    free--;
                    hasMore = true;
                    toTheEnd(lane);
                }
            }
        }
        return tasks;
    }

    private void toTheEnd(CallLane lane) {
        lanes.remove(lane.tenant());
        lanes.put(lane.tenant(), lane);
    }

    /// The attempt is over, and the brokers have the record that says how it went.
    public void done(CallTask task) {
        CallShard records = shards.get(task.shard());
        PendingCall call = records == null ? null : records.stop(task);
        if (call != null) {
            laneOf(task.due().tenantId()).done(call, task);
        }
    }

    /// Where a successor has to begin to read a shard; empty: nothing of it was read yet.
    public OptionalLong oldest(int shard) {
        CallShard records = shards.get(shard);
        return records == null ? OptionalLong.empty() : records.oldest();
    }

    /// Calls that have no end yet.
    public int openCount() {
        return shards.values().stream().mapToInt(CallShard::openCount).sum();
    }

    private int callingCount() {
        return lanes.values().stream().mapToInt(CallLane::callingCount).sum();
    }

    private CallShard shardOf(int shard) {
        return shards.computeIfAbsent(shard, CallShard::new);
    }

    private CallLane laneOf(TenantId tenant) {
        return lanes.computeIfAbsent(tenant, CallLane::new);
    }
}
