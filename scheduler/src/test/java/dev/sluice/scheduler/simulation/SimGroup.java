package dev.sluice.scheduler.simulation;

import java.util.ArrayList;
import java.util.List;

/// The consumer group of the schedulers: who has which shard, and the stored offsets with their
/// epochs. A member that is silent longer than the session timeout loses its shards.
final class SimGroup {
    static final long SESSION_MILLIS = 6_000;

    /// Offset and epoch as stored, and who may store.
    static final class Seat {
        long storedOffset;
        long storedEpoch;
        int owner = NOBODY;
    }

    private static final int NOBODY = -1;

    private final SimClock clock;
    private final List<Seat> seats = new ArrayList<>();
    private final long[] heardAt;

    SimGroup(SimClock clock, int shards, int members) {
        this.clock = clock;
        this.heardAt = new long[members];
        for (int i = 0; i < shards; i++) {
            seats.add(new Seat());
        }
    }

    Seat seat(int shard) {
        return seats.get(shard);
    }

    boolean owns(int member, int shard) {
        return seats.get(shard).owner == member;
    }

    void hear(int member) {
        heardAt[member] = clock.millis();
    }

    /// Hands the shards of silent members to one that is not silent.
    void rebalance() {
        for (int shard = 0; shard < seats.size(); shard++) {
            Seat seat = seats.get(shard);
            if (seat.owner == NOBODY || isSilent(seat.owner)) {
                seat.owner = someoneHeard(shard);
            }
        }
    }

    private boolean isSilent(int member) {
        return clock.millis() - heardAt[member] > SESSION_MILLIS;
    }

    private int someoneHeard(int shard) {
        for (int i = 0; i < heardAt.length; i++) {
            int member = (shard + i) % heardAt.length;
            if (!isSilent(member)) {
                return member;
            }
        }
        return NOBODY;
    }
}
