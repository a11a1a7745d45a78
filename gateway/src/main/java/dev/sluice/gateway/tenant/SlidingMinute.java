package dev.sluice.gateway.tenant;

/// A sum over the last minute, in buckets of one second.
///
/// ```
/// total(now) = Σ amounts of the seconds ⌊now⌋−60 … ⌊now⌋
/// ```
///
/// Those are 61 buckets, so that everything of the last 60 s is in the sum, whichever part of their
/// seconds `now` and an amount fall into: a limit holds for *every* 60 s, and a place is free at
/// most a second late. A token bucket, which allows twice the limit within a minute after a pause,
/// would not hold it.
final class SlidingMinute {
    private static final int BUCKETS = 61;

    private final long[] amounts = new long[BUCKETS];
    private long newestSecond;
    private long total;

    /// Time passes; it does not go back.
    void advanceTo(long second) {
        if (second - newestSecond >= BUCKETS) {
            java.util.Arrays.fill(amounts, 0);
            total = 0;
            newestSecond = second;
        }
        while (newestSecond < second) {
            newestSecond++;
            total -= amounts[bucket(newestSecond)];
            amounts[bucket(newestSecond)] = 0;
        }
    }

    /// Adds to a second that was advanced to; one that has left the minute is ignored.
    void add(long second, long amount) {
        if (newestSecond - second < BUCKETS) {
            amounts[bucket(second)] += amount;
            total += amount;
        }
    }

    long total() {
        return total;
    }

    /// The first second in which at most `target` is left, if nothing comes to it.
    long secondWithAtMost(long target) {
        long left = total;
        long second = newestSecond - BUCKETS + 1;
        while (left > target && second <= newestSecond) {
            left -= amounts[bucket(second)];
            second++;
        }
        return left == total ? newestSecond : second - 1 + BUCKETS;
    }

    private static int bucket(long second) {
        return Math.floorMod(second, BUCKETS);
    }
}
