package dev.sluice.worker.engine;

import dev.sluice.modelbuilder.tiny.TinyModel;
import dev.sluice.worker.decode.Logits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/// The real engine over a generated model of two layers.
public final class TinyEngines {
    public static final int SLOT_COUNT = 8;
    public static final int SLOT_LENGTH = 128;
    public static final int PREFILL_MAX = 64;

    private static final Path NATIVES = Path.of("target", "native");
    private static final Path MODEL = buildModel();

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

    private static Path buildModel() {
        try {
            Path folder = Files.createTempDirectory("tiny-model").resolve("tiny");
            TinyModel.writeFolder(folder, TinyModel.Spec.llama());
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
