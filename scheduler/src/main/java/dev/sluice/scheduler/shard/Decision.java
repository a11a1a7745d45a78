package dev.sluice.scheduler.shard;

import java.util.ArrayList;
import java.util.List;

/// What is to be applied to the state, and what is to be written.
public record Decision(List<ShardEvent> events, List<Outgoing> outgoing) {
    static final Decision NOTHING = new Decision(List.of(), List.of());

    public Decision {
        events = List.copyOf(events);
        outgoing = List.copyOf(outgoing);
    }

    static Decision of(ShardEvent... events) {
        return new Decision(List.of(events), List.of());
    }

    /// A decision in the making; used within one call.
    static final class Draft {
        private final List<ShardEvent> events = new ArrayList<>();
        private final List<Outgoing> outgoing = new ArrayList<>();

        void apply(ShardEvent event) {
            events.add(event);
        }

        void write(Outgoing out) {
            outgoing.add(out);
        }

        Decision done() {
            return new Decision(events, outgoing);
        }
    }
}
