package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks up `$ref`: JSON pointers into the schema itself (RFC 6901).
final class References {
    /// References to references; more are a circle.
    private static final int HOPS_MAX = 32;

    private final @Nullable Object root;

    References(@Nullable Object root) {
        this.root = root;
    }

    static String nameIn(Keywords schema) {
        String reference = schema.text("$ref");
        if (reference == null || !(reference.equals("#") || reference.startsWith("#/"))) {
            throw GrammarException.unsupported(
                    schema.at("$ref"), "is supported as # or #/… only, within the schema");
        }
        return reference;
    }

    /// `#/$defs/a` as `$defs.a`.
    static String pathOf(String reference) {
        return reference.length() < 2 ? "" : reference.substring(2).replace('/', '.');
    }

    /// What the schema's `$ref` names, and if that is a `$ref` alone, what that names.
    @Nullable Object target(Keywords schema) {
        Keywords at = schema;
        for (int hop = 0; hop < HOPS_MAX; hop++) {
            Object target = resolve(nameIn(at), at.at("$ref"));
            if (!(target instanceof Map<?, ?> map) || !map.containsKey("$ref")) {
                return target;
            }
            at = Keywords.of(target, schema.path());
        }
        throw GrammarException.invalid(schema.at("$ref"), "leads in a circle");
    }

    /// @param path where the reference stands
    @Nullable Object resolve(String reference, String path) {
        Object at = root;
        if (reference.equals("#")) {
            return at;
        }
        for (String step : reference.substring(2).split("/", -1)) {
            at = inside(at, step.replace("~1", "/").replace("~0", "~"), path);
        }
        return at;
    }

    private static @Nullable Object inside(@Nullable Object value, String step, String path) {
        if (value instanceof Map<?, ?> map && map.containsKey(step)) {
            return map.get(step);
        }
        if (value instanceof List<?> list && step.matches("\\d{1,6}")) {
            int index = Integer.parseInt(step);
            if (index < list.size()) {
                return list.get(index);
            }
        }
        throw GrammarException.invalid(path, "refers to nothing in the schema");
    }
}
