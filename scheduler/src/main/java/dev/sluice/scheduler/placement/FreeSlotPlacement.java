package dev.sluice.scheduler.placement;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.WorkerId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Gives each request to a worker of its pool with a free slot and room for it in its KV cache:
///
/// 1. To the one that was given the longest prefix of the prompt last, as long as it has at least
///    half as many free slots as the one of rule 2: reading a long prompt again costs more than
///    sharing a running batch, but one popular prefix must not fill one worker while others idle.
/// 2. Else to the one with the least to read before it, counted in chunks of prompt: a first token
///    waits for the prompts that are read before it. Among equals to the freest, so that no worker
///    decodes a larger running batch than it must; the lower id first.
///
/// Made for one decision; it counts what it gives out without touching the workers. One choice
/// costs O(log workers) where KV caches have room.
public final class FreeSlotPlacement {
    private static final Comparator<Seat> READIEST_FIRST =
            (a, b) -> {
                if (a.unreadChunks() != b.unreadChunks()) {
                    return Long.compare(a.unreadChunks(), b.unreadChunks());
                }
                return a.freeSlots() != b.freeSlots()
                        ? Integer.compare(b.freeSlots(), a.freeSlots())
                        : a.worker().workerId().value().compareTo(b.worker().workerId().value());
            };

    /// An engine reads about so many tokens of a prompt in one pass.
    private static final int CHUNK_TOKENS = 512;

    private record Seat(Worker worker, int freeSlots, long freeKvTokens, long unreadTokens) {
        long unreadChunks() {
            return unreadTokens / CHUNK_TOKENS;
        }

        boolean hasRoom(Need need) {
            return need.kvTokensOn(worker.report()) <= freeKvTokens;
        }

        Seat without(Need need) {
            return new Seat(
                    worker,
                    freeSlots - 1,
                    freeKvTokens - need.kvTokensOn(worker.report()),
                    unreadTokens + need.shape().tokens());
        }
    }

    private static final class Row {
        private final NavigableSet<Seat> readiestFirst = new TreeSet<>(READIEST_FIRST);
        private final Map<WorkerId, Seat> byWorker = new HashMap<>();
        private int freeSlots;

        private void put(Seat seat) {
            readiestFirst.add(seat);
            byWorker.put(seat.worker().workerId(), seat);
            freeSlots += seat.freeSlots();
        }

        private void take(Seat seat, Need need) {
            readiestFirst.remove(seat);
            byWorker.remove(seat.worker().workerId());
            freeSlots -= seat.freeSlots();
            if (seat.freeSlots() > 1) {
                put(seat.without(need));
            }
        }
    }

    private final PrefixDirectory prefixes;
    private final Map<PoolName, Row> rows = new HashMap<>();

    private FreeSlotPlacement(PrefixDirectory prefixes) {
        this.prefixes = prefixes;
    }

    /// Over the workers that take work and are not left out.
    public static FreeSlotPlacement over(
            Workers workers, PrefixDirectory prefixes, Predicate<Worker> isLeftOut) {
        var placement = new FreeSlotPlacement(prefixes);
        for (Worker worker : workers.all()) {
            if (worker.takesWork() && worker.freeSlots() > 0 && !isLeftOut.test(worker)) {
                placement.rows.computeIfAbsent(worker.pool(), _ -> new Row()).put(seat(worker));
            }
        }
        return placement;
    }

    private static Seat seat(Worker worker) {
        return new Seat(worker, worker.freeSlots(), worker.freeKvTokens(), worker.unreadTokens());
    }

    /// What is left of the pool's slots.
    public int freeSlots(PoolName pool) {
        Row row = rows.get(pool);
        return row == null ? 0 : row.freeSlots;
    }

    /// Takes one slot; null when the pool has none with room for this request.
    public @Nullable Worker choose(Need need) {
        Row row = rows.get(need.pool());
        if (row == null || row.readiestFirst.isEmpty()) {
            return null;
        }
        Seat seat = withPrefix(row, need);
        if (seat == null) {
            seat = readiest(row, need);
        }
        if (seat == null) {
            return null;
        }
        row.take(seat, need);
        return seat.worker();
    }

    private @Nullable Seat withPrefix(Row row, Need need) {
        WorkerId workerId = prefixes.find(need.shape());
        Seat seat = workerId == null ? null : row.byWorker.get(workerId);
        return seat != null
                        && seat.hasRoom(need)
                        && seat.freeSlots() * 2 >= row.readiestFirst.first().freeSlots()
                ? seat
                : null;
    }

    private static @Nullable Seat readiest(Row row, Need need) {
        for (Seat seat : row.readiestFirst) {
            if (seat.hasRoom(need)) {
                return seat;
            }
        }
        return null;
    }
}
