package dev.sluice.masking.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.masking.restore.AnswerState;
import dev.sluice.masking.restore.IssuedPseudonyms;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// [AnswerState] as text, before it is sealed: `{"policy":"…","conversation":"…","issued":{…}}`.
public final class AnswerStateJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private AnswerStateJson() {}

    /// The same state gives the same text.
    public static String write(AnswerState state) {
        ObjectNode node = MAPPER.createObjectNode();
        if (state.policy() != null) {
            node.put("policy", state.policy());
        }
        node.put("conversation", state.conversation());
        ObjectNode issued = node.putObject("issued");
        new TreeMap<>(state.issued().values()).forEach(issued::put);
        return node.toString();
    }

    /// Empty: it is no such text.
    public static Optional<AnswerState> read(String json) {
        try {
            JsonNode node = MAPPER.readTree(json);
            Map<String, String> issued = new HashMap<>();
            node.path("issued")
                    .properties()
                    .forEach(pair -> issued.put(pair.getKey(), pair.getValue().textValue()));
            return Optional.of(
                    new AnswerState(
                            node.path("policy").textValue(),
                            node.required("conversation").textValue(),
                            IssuedPseudonyms.of(issued)));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
