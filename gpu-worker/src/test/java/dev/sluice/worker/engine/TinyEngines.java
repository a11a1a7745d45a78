package dev.sluice.worker.engine;

import dev.sluice.modelbuilder.BuildOptions;
import dev.sluice.modelbuilder.gguf.TensorType;
import dev.sluice.modelbuilder.graph.WeightFormat;
import dev.sluice.modelbuilder.tiny.TinyModel;
import dev.sluice.worker.decode.Logits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// The real engine over a generated model of two layers. Its weights of four bits become blocks of
/// 64 and, where rows are no multiple of that, of 32.
public final class TinyEngines {
    public static final int SLOT_COUNT = 8;
    public static final int SLOT_LENGTH = 128;
    public static final int PREFILL_MAX = 64;

    private static final Path NATIVES = Path.of("target", "native");
    private static final Path MODEL = buildModel(BuildOptions.defaults());

    private TinyEngines() {}

    public static OrtLibrary library() {
        return OrtLibrary.load(NATIVES);
    }

    public static Path modelFile() {
        return MODEL.resolve("model.onnx");
    }

    public static EngineOptions options() {
        return new EngineOptions(new Device.Cpu(), SLOT_COUNT, SLOT_LENGTH, PREFILL_MAX, 2, false);
    }

    public static OrtEngine open() {
        return OrtEngine.open(library(), modelFile(), options());
    }

    public static int[] prompt(long seed, int tokenCount, int vocabularySize) {
        return new SplittableRandom(seed).ints(tokenCount, 5, vocabularySize).toArray();
    }

    public static float[] row(Logits logits, int index) {
        return logits.row(index).toArray(ValueLayout.JAVA_FLOAT);
    }

    /// The form for GPUs, which the CPU runs too.
    static OrtEngine openHalf() {
        BuildOptions options = BuildOptions.defaults().withWeights(WeightFormat.FLOAT16);
        return OrtEngine.open(
                library(), buildModel(options).resolve("model.onnx"), TinyEngines.options());
    }

    /// The same weights in full precision, to compare it with.
    static OrtEngine openFull() {
        BuildOptions options = BuildOptions.defaults().withWeights(WeightFormat.FLOAT32);
        return OrtEngine.open(
                library(), buildModel(options).resolve("model.onnx"), TinyEngines.options());
    }

    private static Path buildModel(BuildOptions options) {
        try {
            Path folder = Files.createTempDirectory("tiny-model").resolve("tiny");
            TinyModel.Spec spec = TinyModel.Spec.llama().withWeights(TensorType.Q4_1);
            TinyModel.writeFolder(folder, spec, options);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
