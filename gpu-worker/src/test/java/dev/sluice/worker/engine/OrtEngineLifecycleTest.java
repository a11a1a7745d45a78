package dev.sluice.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Scanner;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtEngineLifecycleTest {
    @TempDir private Path folder;

    @Test
    void refusesAModelFileThatIsMissing() {
        Path missing = folder.resolve("model.onnx");
        assertThatThrownBy(() -> open(missing))
                .satisfies(OrtEngineLifecycleTest::isEngineFailure)
                .hasMessage("model file " + missing + " cannot be read");
    }

    @Test
    void refusesEveryKindOfDamageWithTheFilesName() throws IOException {
        byte[] whole = Files.readAllBytes(TinyEngines.modelFile());
        byte[] text = "this is no model".getBytes(StandardCharsets.UTF_8);
        Stream.of(
                        new byte[0],
                        text,
                        new byte[4096],
                        Arrays.copyOf(whole, whole.length / 2),
                        Arrays.copyOf(whole, whole.length - 1))
                .forEach(this::refuses);
    }

    @Test
    void refusesAModelWhoseWeightsAreMissingOrCutOff() throws IOException {
        // Given
        Path model = Files.copy(TinyEngines.modelFile(), folder.resolve("model.onnx"));
        Path weights = TinyEngines.modelFile().resolveSibling("model.onnx.data");
        // When / Then
        assertThatThrownBy(() -> open(model))
                .satisfies(OrtEngineLifecycleTest::isEngineFailure)
                .hasMessageContaining("model.onnx.data");
        byte[] half = Arrays.copyOf(Files.readAllBytes(weights), (int) Files.size(weights) / 2);
        Files.write(folder.resolve("model.onnx.data"), half);
        assertThatThrownBy(() -> open(model)).satisfies(OrtEngineLifecycleTest::isEngineFailure);
    }

    @Test
    void refusesCudaOnThisBuildAndSaysWhatIsNeeded() {
        // Given
        EngineOptions cuda = new EngineOptions(Device.parse("cuda:0"), 1, 64, 64, 1, false);
        // When / Then
        assertThatThrownBy(
                        () -> OrtEngine.open(TinyEngines.library(), TinyEngines.modelFile(), cuda))
                .satisfies(OrtEngineLifecycleTest::isEngineFailure)
                .hasMessageStartingWith("device is cuda:0, but this build is for cpu (")
                .hasMessageContaining("CUDA execution provider is not enabled in this build")
                .hasMessageContaining("it needs the Maven profile cuda");
    }

    @Test
    void closesTwiceAndRefusesToRunAfterwards() {
        // Given
        OrtEngine engine = TinyEngines.open();
        // When
        engine.close();
        engine.close();
        // Then
        assertThatThrownBy(() -> engine.prefill(0, new int[] {5, 6}, 0, 2, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the engine is closed");
    }

    @Test
    void leavesNoMemoryBehindWhenOpenedAndClosedManyTimes() throws IOException {
        assumeTrue(Files.exists(Path.of("/proc/self/statm")), "needs Linux");
        // Given: each engine has 32 MiB of cache, all of it touched
        EngineOptions options = new EngineOptions(new Device.Cpu(), 8, 8192, 64, 2, false);
        for (int i = 0; i < 5; i++) {
            openTouchAndClose(options);
        }
        long before = residentBytes();
        // When
        for (int i = 0; i < 25; i++) {
            openTouchAndClose(options);
        }
        // Then
        long grownMebibytes = (residentBytes() - before) >> 20;
        assertThat(grownMebibytes).isLessThan(64); // one cache in two lost would be 400
    }

    private static void openTouchAndClose(EngineOptions options) {
        try (OrtEngine engine =
                OrtEngine.open(TinyEngines.library(), TinyEngines.modelFile(), options)) {
            KvCache cache = engine.cache();
            for (int slot = 0; slot < options.slotCount(); slot++) {
                engine.prefill(slot, new int[] {5, 6, 7}, 0, 3, 0);
                cache.exchangeSlots(slot, (slot + 1) % options.slotCount(), options.slotLength());
            }
            engine.decode(0, 8, new int[] {5, 5, 5, 5, 5, 5, 5, 5}, new int[8]);
        }
    }

    private static long residentBytes() throws IOException {
        try (Scanner pages = new Scanner(Path.of("/proc/self/statm"), StandardCharsets.UTF_8)) {
            pages.nextLong();
            return pages.nextLong() * 4096;
        }
    }

    private void refuses(byte[] content) {
        Path model = folder.resolve("damaged.onnx");
        try {
            Files.write(model, content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThatThrownBy(() -> open(model))
                .as("%d bytes", content.length)
                .satisfies(OrtEngineLifecycleTest::isEngineFailure)
                .hasMessageStartingWith(
                        "model file " + model + " cannot be loaded: ONNX Runtime: ");
    }

    private static void isEngineFailure(Throwable e) {
        assertThat(e).isInstanceOf(SluiceException.class);
        assertThat(((SluiceException) e).errorCode()).isEqualTo(ErrorCode.ENGINE_FAILED);
    }

    private static void open(Path model) {
        OrtEngine.open(TinyEngines.library(), model, TinyEngines.options()).close();
    }
}
