package dev.sluice.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// The body of a chat completion request. Immutable; greedy unless told otherwise.
public record Chat(ObjectNode body) {
    public static Chat of(String model, String prompt) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.put("model", model).put("temperature", 0);
        body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        return new Chat(body);
    }

    public Chat maxTokens(int count) {
        return with("max_tokens", Json.MAPPER.getNodeFactory().numberNode(count));
    }

    public Chat sampled(double temperature, long seed) {
        return with("temperature", Json.MAPPER.getNodeFactory().numberNode(temperature))
                .with("seed", Json.MAPPER.getNodeFactory().numberNode(seed));
    }

    public Chat streamed() {
        return with("stream", Json.MAPPER.getNodeFactory().booleanNode(true));
    }

    /// It runs to its end whoever listens.
    public Chat stored() {
        return with("store", Json.MAPPER.getNodeFactory().booleanNode(true));
    }

    /// Adds or replaces a property, with any JSON.
    public Chat with(String property, String json) {
        return with(property, Json.read(json));
    }

    private Chat with(String property, JsonNode value) {
        ObjectNode copy = body.deepCopy();
        copy.set(property, value);
        return new Chat(copy);
    }

    public String json() {
        return body.toString();
    }
}
