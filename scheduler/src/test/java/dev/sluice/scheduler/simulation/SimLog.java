package dev.sluice.scheduler.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One partition: records in their order, each with its time.
final class SimLog<E> {
    record Entry<E>(long offset, Instant writtenAt, E event) {}

    private final List<Entry<E>> entries = new ArrayList<>();

    void append(Instant at, E event) {
        entries.add(new Entry<>(entries.size(), at, event));
    }

    long end() {
        return entries.size();
    }

    Entry<E> at(long offset) {
        return entries.get((int) offset);
    }

    /// The first offset whose record was not written before the time; the end if there is none.
    long offsetOf(Instant from) {
        for (Entry<E> entry : entries) {
            if (!entry.writtenAt().isBefore(from)) {
                return entry.offset();
            }
        }
        return end();
    }
}
