package dev.sluice.worker.chat.jinja;

import java.util.LinkedHashMap;
import java.util.Map;

/// `namespace(...)`: the one value a template can change, to carry results out of a loop. Lives in
/// one rendering.
final class Namespace {
    private final Map<String, Object> fields = new LinkedHashMap<>();

    Object get(String name) {
        Object value = fields.get(name);
        return value == null ? Undefined.attribute(this, name) : value;
    }

    void set(String name, Object value) {
        fields.put(name, value);
    }
}
