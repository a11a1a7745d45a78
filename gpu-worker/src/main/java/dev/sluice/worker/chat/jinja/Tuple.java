package dev.sluice.worker.chat.jinja;

import java.util.List;

/// A tuple: a list in all but its type and how it prints.
record Tuple(List<Object> items) {
    static Tuple of(Object... items) {
        return new Tuple(List.of(items));
    }
}
