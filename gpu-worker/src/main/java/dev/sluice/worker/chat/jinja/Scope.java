package dev.sluice.worker.chat.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The variables of a block. An assignment stays in its own scope; a look-up goes outwards. Loops,
/// macros, `with` and block bodies open a scope, `if` does not. Lives in one rendering.
final class Scope {
    private final @Nullable Scope outer;
    private final Map<String, Object> variables = new HashMap<>();

    Scope(@Nullable Scope outer) {
        this.outer = outer;
    }

    void set(String name, Object value) {
        variables.put(name, value);
    }

    Object get(String name) {
        Object value = variables.get(name);
        if (value != null) {
            return value;
        }
        return outer == null ? Undefined.variable(name) : outer.get(name);
    }
}
