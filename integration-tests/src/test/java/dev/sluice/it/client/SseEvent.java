package dev.sluice.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/// One server-sent event. `id` is absent where the frame had no `id:` line; `frame` is what was
/// sent; `atNanos` is `System.nanoTime()` of its arrival.
public record SseEvent(@Nullable String id, String data, String frame, long atNanos) {
    public boolean isDone() {
        return data.equals("[DONE]");
    }

    public JsonNode json() {
        return Json.read(data);
    }

    /// The text that it adds to the answer; empty for a role, a reason, a usage, an error.
    public String text() {
        return isDone() ? "" : json().at("/choices/0/delta/content").asText("");
    }

    /// Which choice it belongs to; -1 for an event of none.
    public int choice() {
        return isDone() ? -1 : json().at("/choices/0/index").asInt(-1);
    }

    public String finishReason() {
        return isDone() ? "" : json().at("/choices/0/finish_reason").asText("");
    }

    /// `error.code`; empty for all other events.
    public String errorCode() {
        return isDone() ? "" : json().at("/error/code").asText("");
    }
}
