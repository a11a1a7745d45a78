package dev.sluice.grammar.call;

import org.jspecify.annotations.Nullable;

/// What may be called.
///
/// @param parameters the schema of its arguments, parsed
/// @param path where that schema stands, for what is said of it
public record Function(String name, @Nullable Object parameters, String path) {
    @Override
    public String toString() {
        return "Function[" + path + "]";
    }
}
