package dev.sluice.scheduler.shard;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Priority;
import dev.sluice.scheduler.lease.FenceReason;
import dev.sluice.scheduler.queueing.FairWalk;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.shard.RequestState.Assigned;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes slots from BATCH requests where INTERACTIVE ones find none free. Who gives way keeps its
/// tokens: it is fenced, which is no attempt, waits again, and goes on from them later. The one
/// with the fewest tokens goes first, for these have to be read again; and each at most
/// `preemptionsMax` times, so that it ends at last.
final class Preemption {
    private static final Comparator<TrackedRequest> CHEAPEST_FIRST =
            Comparator.comparingInt((TrackedRequest t) -> t.history().tokensToRead())
                    .thenComparingLong(t -> t.request().arrival());

    private final int preemptionsMax;

    Preemption(int preemptionsMax) {
        this.preemptionsMax = preemptionsMax;
    }

    /// @param leftOver stands at the first request that found no slot
    void preempt(
            Decision.Draft draft, ShardState state, FairWalk leftOver, PoolName pool, Instant now) {
        if (preemptionsMax == 0 || !isInteractive(leftOver.peek())) {
            return;
        }
        Iterator<TrackedRequest> victims = victims(state, pool).iterator();
        int coming = state.workers().leavingCount(pool);
        while (isInteractive(leftOver.peek()) && (coming > 0 || victims.hasNext())) {
            if (coming > 0) {
                coming--;
            } else {
                take(draft, state, victims.next(), now);
            }
            leftOver.skip();
        }
    }

    private static boolean isInteractive(@Nullable Request request) {
        return request != null && request.urgency().priority() == Priority.INTERACTIVE;
    }

    private List<TrackedRequest> victims(ShardState state, PoolName pool) {
        List<TrackedRequest> victims = new ArrayList<>();
        for (RequestId requestId : state.assigned()) {
            TrackedRequest tracked = state.find(requestId);
            if (tracked != null && mayGiveWay(tracked, pool)) {
                victims.add(tracked);
            }
        }
        victims.sort(CHEAPEST_FIRST);
        return victims;
    }

    private boolean mayGiveWay(TrackedRequest tracked, PoolName pool) {
        Request request = tracked.request();
        return request.urgency().priority() == Priority.BATCH
                && request.pool().equals(pool)
                && tracked.cancellation() == null
                && tracked.preemptions() < preemptionsMax;
    }

    private static void take(
            Decision.Draft draft, ShardState state, TrackedRequest victim, Instant now) {
        if (victim.state() instanceof Assigned held) {
            Endings.fence(draft, victim, FenceReason.PREEMPTED, state.schedulerEpoch(), now);
            Endings.revoke(draft, state, victim, held.lease(), now);
        }
    }
}
