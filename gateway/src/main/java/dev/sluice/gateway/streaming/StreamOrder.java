package dev.sluice.gateway.streaming;

/// Takes each index of one stream once, in order. Kafka delivers at least once, and a reopened
/// stream is read from two places at a time, so copies are usual. Not thread-safe.
final class StreamOrder {
    enum Verdict {
        NEXT,
        /// Seen before: drop it.
        DUPLICATE,
        /// Records before it are missing: retention removed them.
        GAP
    }

    private int next;

    Verdict take(int index) {
        if (index < next) {
            return Verdict.DUPLICATE;
        }
        if (index > next) {
            return Verdict.GAP;
        }
        next++;
        return Verdict.NEXT;
    }
}
