package dev.sluice.modelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.ModelFileException;
import dev.sluice.modelbuilder.gguf.TensorType;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;
import dev.sluice.modelbuilder.graph.WeightFormat;
import dev.sluice.modelbuilder.tiny.BlockWriter;
import dev.sluice.modelbuilder.tiny.GgufWriter;
import dev.sluice.modelbuilder.tiny.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelBuilderTest {
    private static final BuildOptions OPTIONS = BuildOptions.defaults().withThreadCount(2);

    /// Of a tiny file: the keys that give the sizes, and everything before the weights.
    private static final int SHAPE_BYTES = 700;

    private static final int HEAD_BYTES = 9_000;

    @TempDir Path folder;

    private Path gguf;
    private Path output;

    @BeforeEach
    void namePaths() {
        gguf = folder.resolve("tiny.gguf");
        output = folder.resolve("models/tiny");
    }

    @Test
    void writesAFolderThatItsManifestDescribes() throws IOException {
        // Given
        TinyModel.writeGguf(gguf, TinyModel.Spec.llama());

        // When
        Manifest built = ModelBuilder.build(gguf, output, OPTIONS, BuildProgress.NONE);

        // Then
        assertThat(Manifest.read(output)).isEqualTo(built);
        assertThat(built.name()).isEqualTo("tiny");
        assertThat(built.source().bytes()).isEqualTo(Files.size(gguf));
        assertThat(built.source().sha256()).isEqualTo(Sha256.of(gguf));
        assertThat(built.files())
                .extracting(Manifest.FileEntry::path)
                .containsExactly(
                        "chat_template.jinja",
                        "config.json",
                        "model.onnx",
                        "model.onnx.data",
                        "tokenizer.json",
                        "tokenizer_config.json");
        assertThat(built.verify(output)).isEmpty();
    }

    @Test
    void describesTheModelInItsConfiguration() throws IOException {
        // Given
        TinyModel.writeGguf(gguf, TinyModel.Spec.llama());

        // When
        ModelBuilder.build(gguf, output, OPTIONS.withContextTokensMax(100), BuildProgress.NONE);

        // Then
        JsonNode config =
                JsonMapper.builder().build().readTree(output.resolve("config.json").toFile());
        assertThat(config.at("/architectures/0").asText()).isEqualTo("LlamaForCausalLM");
        assertThat(config.path("model_type").asText()).isEqualTo("llama");
        assertThat(config.path("hidden_size").asInt()).isEqualTo(64);
        assertThat(config.path("num_hidden_layers").asInt()).isEqualTo(2);
        assertThat(config.path("num_attention_heads").asInt()).isEqualTo(4);
        assertThat(config.path("num_key_value_heads").asInt()).isEqualTo(2);
        assertThat(config.path("head_dim").asInt()).isEqualTo(16);
        assertThat(config.path("intermediate_size").asInt()).isEqualTo(160);
        assertThat(config.path("max_position_embeddings").asInt()).isEqualTo(100);
        assertThat(config.path("rope_theta").asDouble()).isEqualTo(10_000);
        assertThat(config.path("rms_norm_eps").asDouble()).isEqualTo(1e-5);
        assertThat(config.path("bos_token_id").asInt()).isEqualTo(1);
        assertThat(config.path("eos_token_id").toString()).isEqualTo("[2,0]");
        assertThat(config.path("sluice").toString())
                .isEqualTo(
                        "{\"formatVersion\":1,\"graph\":\"gqa-static-slot\",\"quantization\":"
                                + "\"int8\",\"kvDtype\":\"float32\",\"logits\":\"last\"}");
    }

    @Test
    void saysThatAModelIsInHalfPrecision() throws IOException {
        // Given
        Path full = folder.resolve("full");

        // When
        TinyModel.writeFolder(
                output, TinyModel.Spec.llama(), OPTIONS.withWeights(WeightFormat.FLOAT16));
        TinyModel.writeFolder(
                full, TinyModel.Spec.llama(), OPTIONS.withWeights(WeightFormat.FLOAT32));

        // Then
        JsonNode config =
                JsonMapper.builder().build().readTree(output.resolve("config.json").toFile());
        assertThat(config.path("sluice").toString())
                .isEqualTo(
                        "{\"formatVersion\":1,\"graph\":\"gqa-static-slot\",\"quantization\":"
                                + "\"float16\",\"kvDtype\":\"float16\",\"logits\":\"last\"}");
        assertThat(dataBytes(output)).isBetween(dataBytes(full) / 2, dataBytes(full) * 6 / 10);
    }

    @Test
    void refusesAWeightThatHalfPrecisionCannotHold() throws IOException {
        // Given
        float[] bias = new float[64];
        bias[63] = 65_520;
        GgufWriter writer =
                TinyModel.gguf(TinyModel.Spec.llama())
                        .tensor(
                                "blk.1.attn_output.bias",
                                TensorType.F32,
                                List.of(64L),
                                BlockWriter.encode(TensorType.F32, bias));

        // When / Then
        assertThatThrownBy(() ->
                        ModelBuilder.build(
                                writer.write(gguf),
                                output,
                                OPTIONS.withWeights(WeightFormat.FLOAT16),
                                BuildProgress.NONE))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage(
                        "tiny.gguf has a weight of 65520.0 in tensor blk.1.attn_output.bias,"
                                + " float16 ends at 65504");
        assertThat(output).doesNotExist();
    }

    @Test
    void writesTheSameBytesOnAnyNumberOfThreads() throws IOException {
        // Given
        TinyModel.writeGguf(gguf, TinyModel.Spec.llama().withWeights(TensorType.Q4_1));

        // When
        Manifest one =
                ModelBuilder.build(gguf, output, OPTIONS.withThreadCount(1), BuildProgress.NONE);
        Manifest four =
                ModelBuilder.build(gguf, output, OPTIONS.withThreadCount(4), BuildProgress.NONE);

        // Then
        assertThat(four).isEqualTo(one);
    }

    @Test
    void storesASharedEmbeddingOnce() throws IOException {
        // Given
        Path shared = folder.resolve("shared");
        Path own = folder.resolve("own");
        TinyModel.Spec spec = TinyModel.Spec.llama();

        // When
        TinyModel.writeFolder(shared, spec);
        TinyModel.writeFolder(own, spec.withOwnOutput());

        // Then: 290-odd rows of 64 codes, and a quarter of that in scales and zero points
        long saved = dataBytes(own) - dataBytes(shared);
        assertThat(saved).isBetween(295 * 64L, 295 * 64L * 2);
    }

    @Test
    void reportsProgressUpToTheTotal() throws IOException {
        // Given
        TinyModel.writeGguf(gguf, TinyModel.Spec.llama());
        List<Long> done = new ArrayList<>();
        List<Long> totals = new ArrayList<>();

        // When
        ModelBuilder.build(
                gguf,
                output,
                OPTIONS,
                (doneBytes, totalBytes, _) -> {
                    done.add(doneBytes);
                    totals.add(totalBytes);
                });

        // Then
        assertThat(done).isSorted();
        assertThat(totals).containsOnly(done.getLast());
    }

    @Test
    void leavesTheOldModelWhenTheNewOneIsDamaged() throws IOException {
        // Given
        TinyModel.writeFolder(output, TinyModel.Spec.llama());
        Manifest before = Manifest.read(output);
        damagedInTheMiddle().write(gguf);

        // When / Then
        assertThatThrownBy(() -> ModelBuilder.build(gguf, output, OPTIONS, BuildProgress.NONE))
                .isInstanceOf(DamagedModelException.class)
                .hasMessageStartingWith(
                        "tiny.gguf is damaged: tensor output.weight, after row 0: block 9 holds");
        assertThat(Manifest.read(output)).isEqualTo(before);
        assertThat(before.verify(output)).isEmpty();
        assertThat(entriesOf(folder.resolve("models"))).containsExactly(output);
    }

    @Test
    void leavesNothingWhenProgressFails() throws IOException {
        // Given
        TinyModel.writeGguf(gguf, TinyModel.Spec.llama());
        BuildProgress failing =
                (_, _, label) -> {
                    if (label.startsWith("blk.")) {
                        throw new IllegalStateException("terminal is gone");
                    }
                };

        // When / Then
        assertThatThrownBy(() -> ModelBuilder.build(gguf, output, OPTIONS, failing))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("terminal is gone");
        assertThat(entriesOf(folder.resolve("models"))).isEmpty();
    }

    @Test
    void endsAtAnInterruptAndKeepsTheFlag() throws IOException {
        // Given
        TinyModel.writeGguf(gguf, TinyModel.Spec.llama());
        Thread.currentThread().interrupt();

        // When / Then
        assertThatThrownBy(() -> ModelBuilder.build(gguf, output, OPTIONS, BuildProgress.NONE))
                .isInstanceOf(IOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(output).doesNotExist();
    }

    @Test
    void refusesATensorThatTheGraphWouldIgnore() throws IOException {
        // Given
        GgufWriter writer = TinyModel.gguf(TinyModel.Spec.llama());
        writer.tensor("blk.0.attn_q_norm.weight", TensorType.F32, List.of(16L), new byte[64]);

        // When / Then
        assertRefused(
                writer,
                UnsupportedModelException.class,
                "tiny.gguf has 1 tensors that its architecture does not use here, the first is"
                        + " blk.0.attn_q_norm.weight");
    }

    @Test
    void refusesATensorOfTheWrongShape() throws IOException {
        // Given
        GgufWriter writer = TinyModel.gguf(TinyModel.Spec.llama());
        writer.tensor("rope_freqs.weight", TensorType.F32, List.of(4L), new byte[16]);

        // When / Then
        assertRefused(
                writer,
                DamagedModelException.class,
                "tiny.gguf is damaged: tensor rope_freqs.weight has shape [4], expected [8]");
    }

    @Test
    void refusesAnUnknownArchitecture() throws IOException {
        // Given
        GgufWriter writer = new GgufWriter().text("general.architecture", "mamba");

        // When / Then
        assertRefused(
                writer,
                UnsupportedModelException.class,
                "tiny.gguf has architecture mamba, supported are llama, qwen2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "llama.expert_count | 8 | has 8 experts; mixtures of experts are not supported",
                "split.count | 3 | has one of 3 parts; merge the parts into one file first",
                "llama.attention.value_length | 32 | llama.attention.value_length 32 apart from",
                "llama.attention.key_length | 24 | has head size 24, it must be a multiple of 16"
            })
    void refusesWhatTheGraphCannotExpress(String key, int value, String message)
            throws IOException {
        // Given
        GgufWriter writer = TinyModel.gguf(TinyModel.Spec.llama()).whole(key, value);

        // When / Then
        assertRefused(writer, UnsupportedModelException.class, message);
    }

    @Test
    void refusesUnknownRotaryScaling() throws IOException {
        // Given
        GgufWriter writer =
                TinyModel.gguf(TinyModel.Spec.llama()).text("llama.rope.scaling.type", "yarn");

        // When / Then
        assertRefused(
                writer,
                UnsupportedModelException.class,
                "rotary scaling yarn, supported are none and linear");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "NaN", "Infinity"})
    void refusesARotaryFactorThatIsNotPositive(float factor) throws IOException {
        // Given
        GgufWriter writer =
                TinyModel.gguf(TinyModel.Spec.llama())
                        .text("llama.rope.scaling.type", "linear")
                        .real("llama.rope.scaling.factor", factor);

        // When / Then
        assertRefused(
                writer, DamagedModelException.class, "llama.rope.scaling.factor is " + factor);
    }

    /// Whatever bytes of the head are changed, the build succeeds or refuses; it never fails in
    /// another way.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void survivesRandomDamage(long seed) throws IOException {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        byte[] whole = TinyModel.gguf(TinyModel.Spec.llama().withLayerCount(1)).toBytes();

        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            for (int flips = random.nextInt(1, 4); flips > 0; flips--) {
                int reach = random.nextBoolean() ? SHAPE_BYTES : HEAD_BYTES;
                damaged[random.nextInt(reach)] = (byte) random.nextInt();
            }
            Files.write(gguf, damaged);

            // When
            Throwable failure =
                    catchThrowable(
                            () -> ModelBuilder.build(gguf, output, OPTIONS, BuildProgress.NONE));

            // Then
            if (failure != null) {
                assertThat(failure).as("round %d", round).isInstanceOf(ModelFileException.class);
            }
        }
    }

    @Test
    void keepsFullPrecisionOnRequest() throws IOException {
        // Given
        Path full = folder.resolve("full");
        TinyModel.Spec spec = TinyModel.Spec.llama();

        // When
        TinyModel.writeFolder(output, spec);
        TinyModel.writeFolder(full, spec, OPTIONS.withWeights(WeightFormat.FLOAT32));

        // Then
        assertThat(dataBytes(full)).isGreaterThan(3 * dataBytes(output) / 2);
    }

    private void assertRefused(
            GgufWriter writer, Class<? extends RuntimeException> type, String message)
            throws IOException {
        writer.write(gguf);
        assertThatThrownBy(() -> ModelBuilder.build(gguf, output, OPTIONS, BuildProgress.NONE))
                .isInstanceOf(type)
                .hasMessageContaining(message);
        assertThat(output).doesNotExist();
    }

    /// A complete model, one of whose weights is not a number.
    private static GgufWriter damagedInTheMiddle() {
        float[] weights = new float[295 * 64];
        weights[300] = Float.NaN;
        return TinyModel.gguf(TinyModel.Spec.llama())
                .tensor(
                        "output.weight",
                        TensorType.F32,
                        List.of(64L, 295L),
                        BlockWriter.encode(TensorType.F32, weights));
    }

    private static long dataBytes(Path model) throws IOException {
        return Files.size(model.resolve("model.onnx.data"));
    }

    private static List<Path> entriesOf(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.toList();
        }
    }
}
