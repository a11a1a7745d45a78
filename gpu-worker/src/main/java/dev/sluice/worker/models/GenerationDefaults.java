package dev.sluice.worker.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// How the model's makers sample from it, from its generation_config.json; empty where they say
/// nothing. A request's own values go before these.
public record GenerationDefaults(
        OptionalDouble temperature,
        OptionalDouble topP,
        OptionalInt topK,
        OptionalDouble repetitionPenalty) {
    static GenerationDefaults of(JsonNode config) {
        JsonNode topK = config.path("top_k");
        return new GenerationDefaults(
                number(config, "temperature"),
                number(config, "top_p"),
                topK.isInt() ? OptionalInt.of(topK.asInt()) : OptionalInt.empty(),
                number(config, "repetition_penalty"));
    }

    private static OptionalDouble number(JsonNode config, String field) {
        JsonNode value = config.path(field);
        return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
    }
}
