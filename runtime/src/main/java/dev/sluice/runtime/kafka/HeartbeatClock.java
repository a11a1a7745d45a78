package dev.sluice.runtime.kafka;

import java.time.Duration;
import java.util.function.LongToDoubleFunction;

/// When a consumer's next heartbeat is due, as far as its client tells.
///
/// The client tells how many whole seconds ago it sent the last one, for any time it is asked
/// about: where the answer steps up is the millisecond. Owned by the thread that polls.
final class HeartbeatClock {
    /// No heartbeat is to be expected: not a member yet, or between two memberships.
    static final Duration NONE = Duration.ofMillis(Long.MAX_VALUE);

    private static final long SECOND_MILLIS = 1000;
    private static final long NEVER = -1;

    /// How often one heartbeat is said to be due. It may not come at all: after a rebalance the
    /// client counts anew.
    private static final int MENTIONS_MAX = 5;

    private final LongToDoubleFunction secondsSinceSent;
    private final long intervalMillis;
    private long sentMillis = NEVER;
    private int mentions;

    /// @param secondsSinceSent whole seconds at a time given in milliseconds; negative: none sent
    HeartbeatClock(LongToDoubleFunction secondsSinceSent, long intervalMillis) {
        this.secondsSinceSent = secondsSinceSent;
        this.intervalMillis = intervalMillis;
    }

    /// How long until one is due; zero where it is due and not yet sent.
    Duration untilDue(long nowMillis) {
        if (sentMillis == NEVER || nowMillis >= sentMillis + intervalMillis) {
            look(nowMillis);
        }
        if (sentMillis == NEVER) {
            return NONE;
        }
        long left = sentMillis + intervalMillis - nowMillis;
        if (left > 0) {
            return Duration.ofMillis(left);
        }
        return mentions++ < MENTIONS_MAX ? Duration.ZERO : NONE;
    }

    private void look(long nowMillis) {
        long sent = lastSent(nowMillis);
        if (sent != sentMillis) {
            sentMillis = sent;
            mentions = 0;
        }
    }

    private long lastSent(long nowMillis) {
        double seconds = secondsSinceSent.applyAsDouble(nowMillis);
        if (seconds < 0) {
            return NEVER;
        }
        long before = nowMillis;
        long stepped = nowMillis + SECOND_MILLIS;
        while (stepped - before > 1) {
            long between = (before + stepped) >>> 1;
            if (secondsSinceSent.applyAsDouble(between) > seconds) {
                stepped = between;
            } else {
                before = between;
            }
        }
        return stepped - ((long) seconds + 1) * SECOND_MILLIS;
    }
}
