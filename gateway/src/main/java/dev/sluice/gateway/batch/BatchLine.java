package dev.sluice.gateway.batch;

import org.jspecify.annotations.Nullable;

/// One line of requests. `body` is parsed JSON, not yet read as a request; it holds a prompt.
public record BatchLine(String customId, @Nullable Object body) {
    @Override
    public String toString() {
        return "BatchLine[" + customId.length() + " characters of custom_id]";
    }
}
