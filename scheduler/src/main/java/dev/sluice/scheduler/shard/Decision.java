package dev.sluice.scheduler.shard;

import java.util.ArrayList;
import java.util.List;

/// What is to be applied to the state, what is to be written, and what is to be set aside.
public record Decision(
        List<ShardEvent> events, List<Outgoing> outgoing, List<DeadLetter> deadLetters) {
    static final Decision NOTHING = new Decision(List.of(), List.of(), List.of());

    public Decision {
        events = List.copyOf(events);
        outgoing = List.copyOf(outgoing);
        deadLetters = List.copyOf(deadLetters);
    }

    /// Whether there is nothing to write, as with nearly every token.
    public boolean isSilent() {
        return outgoing.isEmpty() && deadLetters.isEmpty();
    }

    static Decision of(ShardEvent... events) {
        return new Decision(List.of(events), List.of(), List.of());
    }

    /// A decision in the making; used within one call.
    static final class Draft {
        private final List<ShardEvent> events = new ArrayList<>();
        private final List<Outgoing> outgoing = new ArrayList<>();
        private final List<DeadLetter> deadLetters = new ArrayList<>();

        void apply(ShardEvent event) {
            events.add(event);
        }

        void write(Outgoing out) {
            outgoing.add(out);
        }

        void setAside(DeadLetter letter) {
            deadLetters.add(letter);
        }

        Decision done() {
            return new Decision(events, outgoing, deadLetters);
        }
    }
}
