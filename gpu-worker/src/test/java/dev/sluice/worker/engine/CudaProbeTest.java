package dev.sluice.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.engine.CudaFinding.State;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every machine on which a worker may be started with `--device cuda:N`.
class CudaProbeTest {
    private static final List<String> NAMES =
            List.of(
                    "build",
                    "driver",
                    "GPU",
                    "libcudart.so.12",
                    "libcublasLt.so.12",
                    "libcublas.so.12",
                    "libcurand.so.10");

    private final Machine machine = new Machine();

    @Test
    void acceptsAMachineThatHasEverything() {
        // When
        List<CudaFinding> findings = CudaProbe.findings(machine, 1);
        // Then
        assertThat(findings).extracting(CudaFinding::name).isEqualTo(NAMES);
        assertThat(findings).allMatch(finding -> finding.state() == State.OK);
        assertThat(finding("driver", 1).detail()).isEqualTo("the NVIDIA driver is for CUDA 12.4");
        assertThat(finding("GPU", 1).detail())
                .isEqualTo("GPU 1 is a NVIDIA H100 71 with 81920 MiB and compute capability 9.0");
        assertThatCode(() -> CudaProbe.require(machine, new Device.Cuda(1)))
                .doesNotThrowAnyException();
    }

    @Test
    void saysThatTheBuildHasNoCuda() {
        machine.buildRefusal = "CUDA execution provider is not enabled in this build.";
        assertRefusal(
                "device is cuda:0, but this build is for cpu (CUDA execution provider is not"
                        + " enabled in this build.): it needs the Maven profile cuda; SLUICE_CUDA=1"
                        + " ./sluice --version builds it");
    }

    @Test
    void saysThatTheDriverIsMissing() {
        machine.libraries.remove("libcuda.so.1");
        assertRefusal(
                "device is cuda:0, but the NVIDIA driver is missing (libcuda.so.1: cannot open"
                        + " shared object file): install NVIDIA's driver 525.60.13 or newer; a"
                        + " container gets the host's with the NVIDIA container toolkit (docker run"
                        + " --gpus all)");
        assertThat(finding("GPU", 0)).isEqualTo(CudaFinding.unchecked("GPU", "the driver"));
    }

    @ParameterizedTest
    @CsvSource({"11080, 11.8", "11999, 11.99", "0, 0.0"})
    void saysThatTheDriverIsTooOld(int version, String text) {
        machine.cuda.driverVersion = version;
        assertRefusalStarts(
                "device is cuda:0, but the NVIDIA driver is for CUDA %s, needed is 12.0 or newer:"
                                .formatted(text)
                        + " install NVIDIA's driver");
    }

    @ParameterizedTest
    @ValueSource(ints = {12_000, 12_080, 13_000})
    void acceptsEveryNewerDriver(int version) {
        machine.cuda.driverVersion = version;
        assertThat(finding("driver", 0).state()).isEqualTo(State.OK);
    }

    @Test
    void saysThatTheDriverFindsNoGpu() {
        machine.cuda.initCode = 100;
        assertRefusalStarts(
                "device is cuda:0, but the driver finds no GPU that it can use (CUDA: cuInit"
                        + " answered 100 (CODE_100)): nvidia-smi says more");
    }

    @Test
    void saysThatThereIsNoSuchGpu() {
        assertThatThrownBy(() -> CudaProbe.require(machine, new Device.Cuda(2)))
                .hasMessage(
                        "device is cuda:2, but there is no GPU 2, the driver shows 2: name one of"
                                + " cuda:0 to cuda:1; nvidia-smi -L lists them, and"
                                + " CUDA_VISIBLE_DEVICES hides some");
    }

    @ParameterizedTest
    @CsvSource({
        "5, 2, FAILED",
        "6, 1, OK",
        "7, 5, OK",
        "8, 9, OK",
        "9, 0, OK",
        "10, 0, FAILED",
        "11, 0, FAILED",
        "12, 0, OK"
    })
    void knowsForWhichGpusThereIsCode(int major, int minor, State state) {
        // Given
        machine.driver = new OneGpu(major, minor);
        // When
        CudaFinding gpu = finding("GPU", 0);
        // Then
        assertThat(gpu.state()).isEqualTo(state);
        assertThat(gpu.detail()).contains("compute capability %d.%d".formatted(major, minor));
        if (state == State.FAILED) {
            assertThat(gpu.detail()).endsWith("for which this ONNX Runtime has no code");
            assertThat(gpu.remedy())
                    .isEqualTo("use a GPU of compute capability 6.x, 7.x, 8.x, 9.x, 12.x");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "libcudart.so.12",
                "libcublasLt.so.12",
                "libcublas.so.12",
                "libcurand.so.10"
            })
    void saysWhichLibraryIsMissing(String library) {
        machine.libraries.remove(library);
        assertRefusalStarts(
                "device is cuda:0, but %s cannot be loaded (%s: cannot open shared object file):"
                                .formatted(library, library)
                        + " install CUDA 12.8 or a later 12 (packages cuda-cudart-12-8,");
    }

    @Test
    void saysThatOnlyAnotherCudaIsHere() {
        machine.libraries.remove("libcublas.so.12");
        machine.libraries.add("libcublas.so.13");
        assertRefusalStarts(
                "device is cuda:0, but libcublas.so.12 cannot be loaded (libcublas.so.12: cannot"
                    + " open shared object file); libcublas.so.13 is here, but needed is CUDA 12:"
                    + " install");
    }

    @Test
    void saysThatTheRuntimeIsTooOld() {
        machine.isRuntimeOld = true;
        assertRefusalStarts(
                "device is cuda:0, but libcudart.so.12 is older than CUDA 12.8, it has no"
                        + " cudaLibraryLoadData: install");
    }

    @Test
    void looksAtEverythingElseWhenSomethingIsMissing() {
        // Given
        machine.libraries.clear();
        machine.buildRefusal = "not enabled";
        // When
        List<CudaFinding> findings = CudaProbe.findings(machine, 0);
        // Then
        assertThat(findings).extracting(CudaFinding::name).isEqualTo(NAMES);
        assertThat(findings).noneMatch(finding -> finding.state() == State.OK);
        assertThat(findings)
                .filteredOn(finding -> finding.state() == State.FAILED)
                .hasSize(6)
                .noneMatch(finding -> finding.remedy().isEmpty());
    }

    private CudaFinding finding(String name, int index) {
        return CudaProbe.findings(machine, index).stream()
                .filter(finding -> finding.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void assertRefusal(String message) {
        assertThatThrownBy(() -> CudaProbe.require(machine, new Device.Cuda(0)))
                .isInstanceOfSatisfying(
                        SluiceException.class,
                        e -> assertThat(e.errorCode()).isEqualTo(ErrorCode.ENGINE_FAILED))
                .hasMessage(message);
    }

    private void assertRefusalStarts(String message) {
        assertThatThrownBy(() -> CudaProbe.require(machine, new Device.Cuda(0)))
                .isInstanceOf(SluiceException.class)
                .hasMessageStartingWith(message);
    }

    /// A machine with two GPUs; a test takes something away.
    private static final class Machine implements CudaMachine {
        private final FakeCuda cuda = new FakeCuda();
        private final Set<String> libraries =
                new HashSet<>(
                        Set.of(
                                "libcuda.so.1",
                                "libcudart.so.12",
                                "libcublasLt.so.12",
                                "libcublas.so.12",
                                "libcurand.so.10"));
        private CudaDriver driver = new NativeCudaDriver(cuda);
        private @Nullable String buildRefusal;
        private boolean isRuntimeOld;

        @Override
        public Optional<String> buildRefusal() {
            return Optional.ofNullable(buildRefusal);
        }

        @Override
        public Optional<String> loadRefusal(String library) {
            return libraries.contains(library)
                    ? Optional.empty()
                    : Optional.of(library + ": cannot open shared object file");
        }

        @Override
        public boolean hasFunction(String library, String function) {
            return !(isRuntimeOld && function.equals("cudaLibraryLoadData"));
        }

        @Override
        public CudaDriver driver() {
            return driver;
        }
    }

    private record OneGpu(int major, int minor) implements CudaDriver {
        @Override
        public int version() {
            return 12_080;
        }

        @Override
        public void initialise() {}

        @Override
        public int deviceCount() {
            return 1;
        }

        @Override
        public Gpu gpu(int index) {
            return new Gpu("some GPU", major, minor, 24L << 30);
        }
    }
}
