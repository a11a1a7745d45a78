package dev.sluice.gateway.batch;

import org.jspecify.annotations.Nullable;

/// One line of a batch's file. `body` is parsed JSON, not yet read as a request; it holds a prompt.
record BatchLine(String customId, @Nullable Object body) {
    @Override
    public String toString() {
        return "BatchLine[" + customId.length() + " characters of custom_id]";
    }
}
