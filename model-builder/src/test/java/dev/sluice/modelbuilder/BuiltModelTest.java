package dev.sluice.modelbuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.TensorType;
import dev.sluice.modelbuilder.graph.LogitScope;
import dev.sluice.modelbuilder.graph.WeightFormat;
import dev.sluice.modelbuilder.tiny.GgufWriter;
import dev.sluice.modelbuilder.tiny.PlainDecoder;
import dev.sluice.modelbuilder.tiny.TinyModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whole models, built from GGUF and run in ONNX Runtime, against a plain forward pass over the
/// same GGUF.
class BuiltModelTest {
    private static final int[] PROMPT = {1, 75, 104, 261, 19, 290, 2, 40, 33, 71};
    private static final int[] ANSWER = {120, 5, 262, 30};
    private static final BuildOptions FULL =
            BuildOptions.defaults().withWeights(WeightFormat.FLOAT32);

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"llama, true", "llama, false", "qwen2, true"})
    void computesWhatThePlainForwardPassComputes(String architecture, boolean sharesEmbedding)
            throws IOException, OrtException {
        // Given
        TinyModel.Spec spec = TinyModel.Spec.llama().withArchitecture(architecture);
        Path gguf = write(TinyModel.gguf(sharesEmbedding ? spec : spec.withOwnOutput()));
        build(gguf, FULL);

        try (GgufFile file = GgufFile.open(gguf);
                OnnxRun run = new OnnxRun(folder.resolve("model"))) {
            PlainDecoder plain = new PlainDecoder(file);

            // When: a prompt in one piece, then an answer token by token
            float[] afterPrompt = run.feed(PROMPT);

            // Then
            assertClose(afterPrompt, feed(plain, PROMPT), 1e-4);
            for (int token : ANSWER) {
                assertClose(run.feed(token), plain.next(token), 1e-4);
            }
        }
    }

    /// Int8 rounds activations as well as weights, so only closeness in direction can be asked for.
    @ParameterizedTest
    @CsvSource({"Q8_0", "Q4_1", "F32"})
    void staysCloseWithInt8Weights(TensorType type) throws IOException, OrtException {
        // Given
        Path gguf = write(TinyModel.gguf(TinyModel.Spec.llama().withWeights(type)));
        build(gguf, BuildOptions.defaults());

        try (GgufFile file = GgufFile.open(gguf);
                OnnxRun run = new OnnxRun(folder.resolve("model"))) {
            // When
            float[] logits = run.feed(PROMPT);

            // Then
            double[] expected = feed(new PlainDecoder(file), PROMPT);
            assertThat(cosine(logits, expected)).isGreaterThan(0.995);
        }
    }

    /// The form for GPUs, on the CPU's own kernels: weights, activations, keys and values have
    /// eleven bits. Angles and sums have too, so logits of a size of 10 may be off by some
    /// hundredths.
    @ParameterizedTest
    @CsvSource({"llama, true", "llama, false", "qwen2, true"})
    void computesTheSameInHalfPrecision(String architecture, boolean sharesEmbedding)
            throws IOException, OrtException {
        // Given
        TinyModel.Spec spec = TinyModel.Spec.llama().withArchitecture(architecture);
        Path gguf = write(TinyModel.gguf(sharesEmbedding ? spec : spec.withOwnOutput()));
        build(gguf, BuildOptions.defaults().withWeights(WeightFormat.FLOAT16));

        try (GgufFile file = GgufFile.open(gguf);
                OnnxRun run = new OnnxRun(folder.resolve("model"))) {
            PlainDecoder plain = new PlainDecoder(file);

            // When
            float[] afterPrompt = run.feed(PROMPT);

            // Then
            assertThat(run.slotType()).isEqualTo(OnnxJavaType.FLOAT16);
            assertClose(afterPrompt, feed(plain, PROMPT), 0.1);
            for (int token : ANSWER) {
                float[] logits = run.feed(token);
                double[] expected = plain.next(token);
                assertClose(logits, expected, 0.1);
                assertThat(cosine(logits, expected)).isGreaterThan(0.9999);
            }
        }
    }

    @Test
    void scoresEveryPositionOnRequest() throws IOException, OrtException {
        // Given
        Path gguf = write(TinyModel.gguf(TinyModel.Spec.llama()));
        build(gguf, FULL.withLogits(LogitScope.ALL));

        try (GgufFile file = GgufFile.open(gguf);
                OnnxRun run = new OnnxRun(folder.resolve("model"))) {
            PlainDecoder plain = new PlainDecoder(file);

            // When
            float[] logits = run.feed(PROMPT);

            // Then
            int vocabularySize = logits.length / PROMPT.length;
            for (int index = 0; index < PROMPT.length; index++) {
                int from = index * vocabularySize;
                float[] row = Arrays.copyOfRange(logits, from, from + vocabularySize);
                assertClose(row, plain.next(PROMPT[index]), 1e-4);
            }
        }
    }

    /// Factors of one over two make each position look half as far away, as linear scaling by two
    /// does.
    @Test
    void appliesRotaryFactorsAndLinearScaling() throws IOException, OrtException {
        // Given
        byte[] twos = new byte[8 * Float.BYTES];
        for (int pair = 0; pair < 8; pair++) {
            ByteBuffer.wrap(twos).order(ByteOrder.LITTLE_ENDIAN).putFloat(pair * 4, 2);
        }
        GgufWriter factors =
                TinyModel.gguf(TinyModel.Spec.llama())
                        .tensor("rope_freqs.weight", TensorType.F32, List.of(8L), twos);
        GgufWriter scaled =
                TinyModel.gguf(TinyModel.Spec.llama())
                        .text("llama.rope.scaling.type", "linear")
                        .real("llama.rope.scaling.factor", 2);
        GgufWriter plain = TinyModel.gguf(TinyModel.Spec.llama());

        // When
        float[] withFactors = logitsOf(factors);
        float[] withScaling = logitsOf(scaled);
        float[] without = logitsOf(plain);

        // Then
        assertThat(withFactors).containsExactly(withScaling);
        assertThat(withFactors).isNotEqualTo(without);
    }

    private float[] logitsOf(GgufWriter gguf) throws IOException, OrtException {
        build(write(gguf), FULL);
        try (OnnxRun run = new OnnxRun(folder.resolve("model"))) {
            return run.feed(PROMPT);
        }
    }

    private Path write(GgufWriter gguf) throws IOException {
        return gguf.write(folder.resolve("tiny.gguf"));
    }

    private void build(Path gguf, BuildOptions options) throws IOException {
        ModelBuilder.build(gguf, folder.resolve("model"), options, BuildProgress.NONE);
    }

    private static double[] feed(PlainDecoder plain, int[] tokens) {
        double[] logits = {};
        for (int token : tokens) {
            logits = plain.next(token);
        }
        return logits;
    }

    private static void assertClose(float[] actual, double[] expected, double tolerance) {
        assertThat(actual).hasSize(expected.length);
        for (int index = 0; index < actual.length; index++) {
            assertThat((double) actual[index])
                    .as("logit %d", index)
                    .isCloseTo(expected[index], within(tolerance));
        }
    }

    private static double cosine(float[] actual, double[] expected) {
        double product = 0;
        double actualSquares = 0;
        double expectedSquares = 0;
        for (int index = 0; index < actual.length; index++) {
            product += actual[index] * expected[index];
            actualSquares += actual[index] * actual[index];
            expectedSquares += expected[index] * expected[index];
        }
        return product / Math.sqrt(actualSquares * expectedSquares);
    }
}
