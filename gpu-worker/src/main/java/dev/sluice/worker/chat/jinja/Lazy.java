package dev.sluice.worker.chat.jinja;

import java.util.Iterator;
import java.util.List;

/// What `map`, `select` and their like return: a Python generator, which is true in any condition,
/// has no length, and can be gone through once.
final class Lazy {
    private final Iterator<Object> items;

    Lazy(List<Object> items) {
        this.items = items.iterator();
    }

    Iterator<Object> items() {
        return items;
    }
}
