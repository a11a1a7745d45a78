package dev.sluice.scheduler.placement;

import dev.sluice.contracts.PoolName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// Gives each request to the worker of its pool that has the most free slots, the lower id first
/// among equals: slots fill evenly, so that no worker decodes a larger running batch than it must.
/// Made for one decision; it counts what it gives out without touching the workers. One choice
/// costs O(log workers).
public final class FreeSlotPlacement {
    private static final Comparator<Seat> MOST_FREE_FIRST =
            Comparator.comparingInt(Seat::freeSlots)
                    .reversed()
                    .thenComparing(seat -> seat.worker().workerId().value());

    private record Seat(Worker worker, int freeSlots) {}

    private final Map<PoolName, Queue<Seat>> seatsByPool = new HashMap<>();

    private FreeSlotPlacement() {}

    public static FreeSlotPlacement over(Workers workers) {
        var placement = new FreeSlotPlacement();
        for (Worker worker : workers.all()) {
            if (worker.takesWork()) {
                placement.offer(new Seat(worker, worker.freeSlots()));
            }
        }
        return placement;
    }

    private void offer(Seat seat) {
        if (seat.freeSlots() > 0) {
            seatsByPool
                    .computeIfAbsent(
                            seat.worker().pool(), _ -> new PriorityQueue<>(MOST_FREE_FIRST))
                    .add(seat);
        }
    }

    /// Takes one slot; null when the pool has none.
    public @Nullable Worker choose(PoolName pool) {
        Queue<Seat> seats = seatsByPool.get(pool);
        Seat seat = seats == null ? null : seats.poll();
        if (seat == null) {
            return null;
        }
        offer(new Seat(seat.worker(), seat.freeSlots() - 1));
        return seat.worker();
    }
}
