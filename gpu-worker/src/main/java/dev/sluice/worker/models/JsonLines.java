package dev.sluice.worker.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.contracts.SluiceException;
import java.util.function.Function;

/// A JSON object in, a JSON object out, one line each.
final class JsonLines {
    static final ObjectMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    private JsonLines() {}

    static String answer(String line, Function<JsonNode, ObjectNode> function) {
        try {
            JsonNode request = JSON.readTree(line);
            if (!request.isObject()) {
                throw new IllegalArgumentException("the line is no JSON object");
            }
            return function.apply(request).toString();
        } catch (JsonProcessingException e) {
            return error("the line is no JSON: " + e.getOriginalMessage());
        } catch (SluiceException | IllegalArgumentException e) {
            return error(String.valueOf(e.getMessage()));
        }
    }

    private static String error(String message) {
        return JsonNodeFactory.instance.objectNode().put("error", message).toString();
    }
}
