package dev.sluice.gateway.kafka;

import java.util.TreeSet;

/// The offsets of one partition whose records are worked on side by side: what may be committed is
/// everything before the oldest of them. Belongs to one thread.
final class OpenOffsets {
    private final TreeSet<Long> open = new TreeSet<>();
    private long next;
    private long committed;

    /// `first`: where reading begins.
    OpenOffsets(long first) {
        next = first;
        committed = first;
    }

    void begin(long offset) {
        open.add(offset);
        next = offset + 1;
    }

    void end(long offset) {
        open.remove(offset);
    }

    int count() {
        return open.size();
    }

    /// The offset at which a successor has to begin.
    long oldest() {
        return open.isEmpty() ? next : open.first();
    }

    boolean isToCommit() {
        return oldest() > committed;
    }

    void onCommitted(long offset) {
        committed = Math.max(committed, offset);
    }
}
