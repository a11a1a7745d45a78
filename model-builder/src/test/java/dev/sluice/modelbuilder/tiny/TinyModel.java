package dev.sluice.modelbuilder.tiny;

import dev.sluice.modelbuilder.BuildOptions;
import dev.sluice.modelbuilder.BuildProgress;
import dev.sluice.modelbuilder.Manifest;
import dev.sluice.modelbuilder.ModelBuilder;
import dev.sluice.modelbuilder.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/// A decoder with random weights, a real tokenizer and a ChatML template, small enough that a test
/// can build it, load it and let it talk (nonsense, the same for the same seed) in well under a
/// second. Weights are scaled so that its text does not get stuck on one token.
public final class TinyModel {
    public static final String CHAT_TEMPLATE =
            """
            {% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' \
            + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}\
            {% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}\
            """;

    private static final int HIDDEN_SIZE = 64;
    private static final int HEAD_COUNT = 4;
    private static final int KEY_VALUE_HEAD_COUNT = 2;
    private static final int HEAD_SIZE = HIDDEN_SIZE / HEAD_COUNT;
    private static final int FEED_FORWARD_SIZE = 160;

    private TinyModel() {}

    /// What varies between tests.
    ///
    /// @param architecture `llama`, or `qwen2`, which has biases on query, key and value
    /// @param weights encoding of the matrices: F32, F16, Q8_0 or Q4_1
    /// @param sharesEmbedding the output projection is the embedding, as in SmolLM2
    public record Spec(
            String architecture,
            TensorType weights,
            boolean sharesEmbedding,
            int layerCount,
            int contextTokens,
            long seed) {

        /// Two layers, 512 tokens of context, Q8_0, shared embedding.
        public static Spec llama() {
            return new Spec("llama", TensorType.Q8_0, true, 2, 512, 1);
        }

        public Spec withArchitecture(String name) {
            return new Spec(name, weights, sharesEmbedding, layerCount, contextTokens, seed);
        }

        public Spec withWeights(TensorType type) {
            return new Spec(architecture, type, sharesEmbedding, layerCount, contextTokens, seed);
        }

        public Spec withOwnOutput() {
            return new Spec(architecture, weights, false, layerCount, contextTokens, seed);
        }

        public Spec withLayerCount(int count) {
            return new Spec(architecture, weights, sharesEmbedding, count, contextTokens, seed);
        }

        public Spec withContextTokens(int count) {
            return new Spec(architecture, weights, sharesEmbedding, layerCount, count, seed);
        }

        public Spec withSeed(long value) {
            return new Spec(
                    architecture, weights, sharesEmbedding, layerCount, contextTokens, value);
        }
    }

    /// Builds a model folder with the default options (int8 blocks, logits of the last token).
    public static Manifest writeFolder(Path folder, Spec spec) throws IOException {
        return writeFolder(folder, spec, BuildOptions.defaults());
    }

    public static Manifest writeFolder(Path folder, Spec spec, BuildOptions options)
            throws IOException {
        Path gguf = Files.createTempFile("tiny", ".gguf");
        try {
            writeGguf(gguf, spec);
            return ModelBuilder.build(gguf, folder, options, BuildProgress.NONE);
        } finally {
            Files.delete(gguf);
        }
    }

    public static Path writeGguf(Path file, Spec spec) throws IOException {
        return gguf(spec).write(file);
    }

    /// The unwritten file, for tests that add something to it.
    public static GgufWriter gguf(Spec spec) {
        GgufWriter writer = new GgufWriter();
        putShape(writer, spec);
        putTokenizer(writer);
        putTensors(writer, spec);
        return writer;
    }

    private static void putShape(GgufWriter writer, Spec spec) {
        String prefix = spec.architecture() + ".";
        writer.text("general.architecture", spec.architecture())
                .text("general.name", "Tiny")
                .whole(prefix + "block_count", spec.layerCount())
                .whole(prefix + "context_length", spec.contextTokens())
                .whole(prefix + "embedding_length", HIDDEN_SIZE)
                .whole(prefix + "feed_forward_length", FEED_FORWARD_SIZE)
                .whole(prefix + "attention.head_count", HEAD_COUNT)
                .whole(prefix + "attention.head_count_kv", KEY_VALUE_HEAD_COUNT)
                .real(prefix + "attention.layer_norm_rms_epsilon", 1e-5f)
                .real(prefix + "rope.freq_base", 10_000);
    }

    private static void putTokenizer(GgufWriter writer) {
        writer.text("tokenizer.ggml.model", "gpt2")
                .text("tokenizer.ggml.pre", "smollm")
                .texts("tokenizer.ggml.tokens", TinyVocabulary.tokens())
                .wholes("tokenizer.ggml.token_type", TinyVocabulary.types())
                .texts("tokenizer.ggml.merges", TinyVocabulary.merges())
                .whole("tokenizer.ggml.bos_token_id", TinyVocabulary.TURN_START)
                .whole("tokenizer.ggml.eos_token_id", TinyVocabulary.TURN_END)
                .whole("tokenizer.ggml.unknown_token_id", TinyVocabulary.END_OF_TEXT)
                .truth("tokenizer.ggml.add_bos_token", false)
                .text("tokenizer.chat_template", CHAT_TEMPLATE);
    }

    private static void putTensors(GgufWriter writer, Spec spec) {
        Tensors tensors = new Tensors(writer, spec.weights(), new SplittableRandom(spec.seed()));
        int vocabularySize = TinyVocabulary.tokens().size();
        tensors.matrix("token_embd.weight", vocabularySize, HIDDEN_SIZE, 0.5f);
        for (int layer = 0; layer < spec.layerCount(); layer++) {
            putLayer(tensors, "blk.%d.".formatted(layer), spec);
        }
        tensors.vector("output_norm.weight", HIDDEN_SIZE, 1);
        if (!spec.sharesEmbedding()) {
            tensors.matrix("output.weight", vocabularySize, HIDDEN_SIZE, 0.5f);
        }
    }

    private static void putLayer(Tensors tensors, String prefix, Spec spec) {
        int keyValueRows = KEY_VALUE_HEAD_COUNT * HEAD_SIZE;
        tensors.vector(prefix + "attn_norm.weight", HIDDEN_SIZE, 1);
        tensors.matrix(prefix + "attn_q.weight", HIDDEN_SIZE, HIDDEN_SIZE, 0.25f);
        tensors.matrix(prefix + "attn_k.weight", keyValueRows, HIDDEN_SIZE, 0.25f);
        tensors.matrix(prefix + "attn_v.weight", keyValueRows, HIDDEN_SIZE, 0.25f);
        if (spec.architecture().equals("qwen2")) {
            tensors.vector(prefix + "attn_q.bias", HIDDEN_SIZE, 0);
            tensors.vector(prefix + "attn_k.bias", keyValueRows, 0);
            tensors.vector(prefix + "attn_v.bias", keyValueRows, 0);
        }
        tensors.matrix(prefix + "attn_output.weight", HIDDEN_SIZE, HIDDEN_SIZE, 0.25f);
        tensors.vector(prefix + "ffn_norm.weight", HIDDEN_SIZE, 1);
        tensors.matrix(prefix + "ffn_gate.weight", FEED_FORWARD_SIZE, HIDDEN_SIZE, 0.25f);
        tensors.matrix(prefix + "ffn_up.weight", FEED_FORWARD_SIZE, HIDDEN_SIZE, 0.25f);
        tensors.matrix(prefix + "ffn_down.weight", HIDDEN_SIZE, FEED_FORWARD_SIZE, 0.25f);
    }

    private record Tensors(GgufWriter writer, TensorType type, SplittableRandom random) {
        void matrix(String name, long rows, long columns, float spread) {
            float[] weights = gaussian((int) (rows * columns), 0, spread);
            writer.tensor(name, type, List.of(columns, rows), BlockWriter.encode(type, weights));
        }

        void vector(String name, long size, float mean) {
            float[] weights = gaussian((int) size, mean, 0.1f);
            writer.tensor(
                    name,
                    TensorType.F32,
                    List.of(size),
                    BlockWriter.encode(TensorType.F32, weights));
        }

        private float[] gaussian(int count, float mean, float spread) {
            float[] weights = new float[count];
            for (int index = 0; index < count; index++) {
                weights[index] = mean + (float) (random.nextGaussian() * spread);
            }
            return weights;
        }
    }
}
