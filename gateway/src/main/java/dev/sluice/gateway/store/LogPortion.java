package dev.sluice.gateway.store;

import dev.sluice.contracts.event.Event;
import java.util.List;

/// Records of one partition, in order. `nextOffset` is behind all that was read, also behind
/// records that are not kept.
public record LogPortion(String topic, int partition, List<Entry> entries, long nextOffset) {
    public LogPortion {
        entries = List.copyOf(entries);
    }

    /// A record that is kept.
    public record Entry(long offset, Event event) {}
}
