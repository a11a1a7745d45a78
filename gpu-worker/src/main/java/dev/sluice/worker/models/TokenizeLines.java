package dev.sluice.worker.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.worker.tokens.Tokenizer;

/// `models tokenize`: a line `{"text", "add_special"}` in, a line `{"ids"}` out. `add_special` puts
/// the model's own beginning and end tokens around the text; it is true when left out, as in
/// Hugging Face's library.
public final class TokenizeLines {
    private final Tokenizer tokenizer;

    public TokenizeLines(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// Never throws for what stands in the line: a bad one is answered with `{"error"}`.
    public String answer(String line) {
        return JsonLines.answer(line, this::tokenize);
    }

    private ObjectNode tokenize(JsonNode request) {
        JsonNode text = request.path("text");
        JsonNode addSpecial = request.path("add_special");
        if (!text.isTextual()) {
            throw new IllegalArgumentException("'text' must be a string");
        }
        if (!addSpecial.isMissingNode() && !addSpecial.isBoolean()) {
            throw new IllegalArgumentException("'add_special' must be true or false");
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode ids = answer.putArray("ids");
        for (int id : tokenizer.encode(text.asText(), addSpecial.asBoolean(true))) {
            ids.add(id);
        }
        return answer;
    }
}
