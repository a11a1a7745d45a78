package dev.sluice.it.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.it.client.Json;
import java.util.Map;

/// One record of a topic.
public record Seen(
        int partition, long offset, String recordKey, String value, Map<String, String> headers) {
    public JsonNode json() {
        return Json.read(value);
    }

    /// The variant's name.
    public String type() {
        return json().path("type").asText();
    }

    public String eventId() {
        return json().path("eventId").asText();
    }

    public int index() {
        return json().path("index").asInt();
    }

    public String text() {
        return json().path("text").asText("");
    }
}
