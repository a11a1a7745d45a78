package dev.sluice.worker.remote;

import org.jspecify.annotations.Nullable;

/// One event of a stream. What it does not say is empty, null or [#UNTOLD].
///
/// @param finishReason the server's word
/// @param promptTokens of the whole request, as the server counts
/// @param completionTokens of this request's answer so far, as the server counts
record Chunk(String text, @Nullable String finishReason, int promptTokens, int completionTokens) {
    static final int UNTOLD = -1;

    @Override
    public String toString() {
        return "Chunk[%d characters, %s, %d, %d]"
                .formatted(text.length(), finishReason, promptTokens, completionTokens);
    }
}
