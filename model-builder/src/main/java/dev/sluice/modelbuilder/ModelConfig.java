package dev.sluice.modelbuilder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.modelbuilder.graph.DecoderShape;
import dev.sluice.modelbuilder.graph.GraphOptions;
import dev.sluice.modelbuilder.graph.GraphPlan;
import dev.sluice.modelbuilder.tokenizer.SpecialTokens;
import java.io.IOException;
import java.nio.file.Path;

/// Writes config.json: Hugging Face's keys, so that tools recognise the model, and an object
/// `sluice` with what a worker must know about the graph beside it.
final class ModelConfig {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    private ModelConfig() {}

    static void write(Path folder, GraphPlan plan, GraphOptions options, SpecialTokens special)
            throws IOException {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.putArray("architectures").add(plan.architecture().className());
        config.put("model_type", plan.architecture().modelType());
        putShape(config, plan.shape());
        special.beginning().ifPresent(token -> config.put("bos_token_id", token.id()));
        ArrayNode ends = config.putArray("eos_token_id");
        special.ends().forEach(token -> ends.add(token.id()));
        special.padding().ifPresent(token -> config.put("pad_token_id", token.id()));
        putGraph(config.putObject("sluice"), options);
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(folder.resolve("config.json").toFile(), config);
    }

    private static void putShape(ObjectNode config, DecoderShape shape) {
        config.put("hidden_act", "silu");
        config.put("hidden_size", shape.hiddenSize());
        config.put("intermediate_size", shape.feedForwardSize());
        config.put("num_hidden_layers", shape.layerCount());
        config.put("num_attention_heads", shape.attention().headCount());
        config.put("num_key_value_heads", shape.attention().keyValueHeadCount());
        config.put("head_dim", shape.attention().headSize());
        config.put("vocab_size", shape.vocabularySize());
        config.put("max_position_embeddings", shape.rotary().contextTokens());
        config.put("rope_theta", shape.rotary().base());
        config.put("rms_norm_eps", shape.normEpsilon());
    }

    private static void putGraph(ObjectNode sluice, GraphOptions options) {
        sluice.put("formatVersion", Manifest.FORMAT_VERSION);
        sluice.put("graph", "gqa-static-slot");
        sluice.put("quantization", options.weights().label());
        sluice.put("kvDtype", options.weights().activationsLabel());
        sluice.put("logits", options.logits().label());
    }
}
