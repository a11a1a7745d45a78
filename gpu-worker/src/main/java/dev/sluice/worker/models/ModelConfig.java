package dev.sluice.worker.models;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// A model's shape, from its config.json.
///
/// @param headSize floats of one head's key or value
/// @param contextTokens longest prompt and answer together
/// @param beginningTokenId the token that starts a text, where the model has one
/// @param endTokenIds every token that ends an answer
/// @param keyValueType what keys and values are in; empty where the folder does not say
public record ModelConfig(
        int layerCount,
        int keyValueHeadCount,
        int headSize,
        int vocabularySize,
        int contextTokens,
        OptionalInt beginningTokenId,
        List<Integer> endTokenIds,
        String keyValueType) {
    public ModelConfig {
        endTokenIds = List.copyOf(endTokenIds);
    }

    static ModelConfig of(JsonNode config) {
        int headCount = count(config, "num_attention_heads");
        JsonNode headSize = config.path("head_dim");
        JsonNode keyValueHeads = config.path("num_key_value_heads");
        JsonNode beginning = config.path("bos_token_id");
        return new ModelConfig(
                count(config, "num_hidden_layers"),
                keyValueHeads.isInt() ? keyValueHeads.asInt() : headCount,
                headSize.isInt() ? headSize.asInt() : count(config, "hidden_size") / headCount,
                count(config, "vocab_size"),
                count(config, "max_position_embeddings"),
                beginning.isInt() ? OptionalInt.of(beginning.asInt()) : OptionalInt.empty(),
                ids(config.path("eos_token_id")),
                config.path("sluice").path("kvDtype").asText(""));
    }

    /// One id or a list of them.
    static List<Integer> ids(JsonNode node) {
        List<Integer> ids = new ArrayList<>();
        if (node.isInt()) {
            ids.add(node.asInt());
        }
        node.forEach(id -> ids.add(id.asInt()));
        return ids;
    }

    private static int count(JsonNode config, String field) {
        JsonNode value = config.path(field);
        if (!value.isInt() || value.asInt() < 1) {
            throw new IllegalArgumentException(
                    "'" + field + "' is " + value + ", needed is a count");
        }
        return value.asInt();
    }
}
