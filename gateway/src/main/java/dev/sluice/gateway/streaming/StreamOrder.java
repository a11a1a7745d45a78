package dev.sluice.gateway.streaming;

/// Takes each index of one stream once, in order. Kafka delivers at least once, and a reopened
/// stream is read from two places at a time, so copies are usual. Not thread-safe.
///
/// A gap is none for good: a masking instance that could not write a record reads its request
/// again, and writes that record and copies of what stands behind the gap. Only what retention took
/// away does not come back, and that is the stream's beginning.
public final class StreamOrder {
    public enum Verdict {
        NEXT,
        /// Seen before: drop it.
        DUPLICATE,
        /// Records before it are missing: drop it, a copy follows them.
        GAP
    }

    private int next;
    private boolean hasGap;

    /// Whether only later records came: where the log no longer reaches back, the first are gone.
    public boolean lacksItsBeginning() {
        return hasGap && next == 0;
    }

    public Verdict take(int index) {
        if (index < next) {
            return Verdict.DUPLICATE;
        }
        if (index > next) {
            hasGap = true;
            return Verdict.GAP;
        }
        next++;
        return Verdict.NEXT;
    }
}
