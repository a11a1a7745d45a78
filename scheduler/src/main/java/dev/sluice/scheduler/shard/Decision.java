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

    /// A decision in the making; used within one call. Most have one event and nothing else: a list
    /// is made for what comes.
    static final class Draft {
        private List<ShardEvent> events = List.of();
        private List<Outgoing> outgoing = List.of();
        private List<DeadLetter> deadLetters = List.of();

        void apply(ShardEvent event) {
            events = with(event, events);
        }

        void write(Outgoing out) {
            outgoing = with(out, outgoing);
        }

        void setAside(DeadLetter letter) {
            deadLetters = with(letter, deadLetters);
        }

        private static <T> List<T> with(T item, List<T> items) {
            List<T> grown = items.isEmpty() ? new ArrayList<>(2) : items;
            grown.add(item);
            return grown;
        }

        Decision done() {
            return new Decision(events, outgoing, deadLetters);
        }
    }
}
