package dev.sluice.worker.engine;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.engine.CudaDriver.Gpu;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Finds out what keeps a model from running on an NVIDIA GPU, before it is loaded: which library
/// is missing, which version is wrong, and what to do. Why not left to ONNX Runtime: it names the
/// first library that is missing, and knows neither the driver's age nor the GPU's.
///
/// What is needed was read from the provider of ONNX Runtime 1.29.0 itself: the libraries from its
/// ELF head, the function that libraries of CUDA before 12.8 lack from its undefined symbols, and
/// the compute capabilities from the machine code that it contains (6.0, 7.0, 7.5, 8.0, 8.6, 8.9,
/// 9.0 and 12.0, and no PTX that a driver could translate for others).
public final class CudaProbe {
    /// CUDA 12's libraries run on every driver of CUDA 12 and later.
    private static final int DRIVER_VERSION_MIN = 12_000;

    private static final String RUNTIME = "libcudart.so.12";
    private static final String NEWEST_FUNCTION = "cudaLibraryLoadData";
    private static final List<String> LIBRARIES =
            List.of(RUNTIME, "libcublasLt.so.12", "libcublas.so.12", "libcurand.so.10");
    private static final List<Integer> OTHER_VERSIONS = List.of(13, 11);
    private static final Set<Integer> CAPABILITY_MAJORS = new TreeSet<>(Set.of(6, 7, 8, 9, 12));

    private static final String INSTALL_DRIVER =
            "install NVIDIA's driver 525.60.13 or newer; a container gets the host's with the"
                    + " NVIDIA container toolkit (docker run --gpus all)";
    private static final String INSTALL_CUDA =
            "install CUDA 12.8 or a later 12 (packages cuda-cudart-12-8, libcublas-12-8 and"
                    + " libcurand-12-8), and name its folder in LD_LIBRARY_PATH if the system's"
                    + " loader does not know it";

    private final CudaMachine machine;
    private final int index;
    private final List<CudaFinding> findings = new ArrayList<>();

    private CudaProbe(CudaMachine machine, int index) {
        this.machine = machine;
        this.index = index;
    }

    /// Everything about GPU `index`, in the order in which to repair it.
    ///
    /// @param cacheFolder where native libraries are kept between runs
    public static List<CudaFinding> findings(Path cacheFolder, int index) {
        return findings(new NativeCudaMachine(OrtLibrary.load(cacheFolder).api()), index);
    }

    static List<CudaFinding> findings(CudaMachine machine, int index) {
        CudaProbe probe = new CudaProbe(machine, index);
        probe.checkBuild();
        probe.checkDriver();
        LIBRARIES.forEach(probe::checkLibrary);
        return List.copyOf(probe.findings);
    }

    /// Fails with `ENGINE_FAILED` and the first thing that is wrong.
    static void require(CudaMachine machine, Device.Cuda device) {
        for (CudaFinding finding : findings(machine, device.index())) {
            if (finding.state() == CudaFinding.State.FAILED) {
                throw new SluiceException(
                        ErrorCode.ENGINE_FAILED,
                        "device is %s, but %s: %s"
                                .formatted(device, finding.detail(), finding.remedy()));
            }
        }
    }

    private void checkBuild() {
        Optional<String> refusal = machine.buildRefusal();
        findings.add(
                refusal.isEmpty()
                        ? CudaFinding.ok("build", "ONNX Runtime has CUDA")
                        : CudaFinding.failed(
                                "build",
                                "this build is for cpu (" + refusal.get() + ")",
                                "it needs the Maven profile cuda; SLUICE_CUDA=1 ./sluice --version"
                                        + " builds it"));
    }

    private void checkDriver() {
        Optional<String> refusal = machine.loadRefusal(NativeCudaDriver.LIBRARY);
        if (refusal.isPresent()) {
            addDriverFailure("the NVIDIA driver is missing (" + refusal.get() + ")");
            return;
        }
        CudaDriver driver;
        int version;
        try {
            driver = machine.driver();
            version = driver.version();
        } catch (RuntimeException e) {
            addDriverFailure("the NVIDIA driver does not answer (" + e.getMessage() + ")");
            return;
        }
        String found = "the NVIDIA driver is for CUDA " + text(version);
        if (version < DRIVER_VERSION_MIN) {
            addDriverFailure(found + ", needed is " + text(DRIVER_VERSION_MIN) + " or newer");
            return;
        }
        findings.add(CudaFinding.ok("driver", found));
        checkGpu(driver);
    }

    private void addDriverFailure(String detail) {
        findings.add(CudaFinding.failed("driver", detail, INSTALL_DRIVER));
        findings.add(CudaFinding.unchecked("GPU", "the driver"));
    }

    private void checkGpu(CudaDriver driver) {
        int count;
        try {
            driver.initialise();
            count = driver.deviceCount();
        } catch (SluiceException e) {
            addGpuFailure(
                    "the driver finds no GPU that it can use (" + e.getMessage() + ")",
                    "nvidia-smi says more; a container must be given the GPU (docker run --gpus"
                            + " all)");
            return;
        }
        if (index >= count) {
            addGpuFailure(
                    "there is no GPU " + index + ", the driver shows " + count,
                    count == 0
                            ? "CUDA_VISIBLE_DEVICES must not hide it; nvidia-smi -L lists them"
                            : "name one of cuda:0 to cuda:%d; nvidia-smi -L lists them, and"
                                            .formatted(count - 1)
                                    + " CUDA_VISIBLE_DEVICES hides some");
            return;
        }
        addGpu(driver);
    }

    private void addGpu(CudaDriver driver) {
        Gpu gpu;
        try {
            gpu = driver.gpu(index);
        } catch (SluiceException e) {
            addGpuFailure(
                    "GPU " + index + " does not answer (" + e.getMessage() + ")", "restart it");
            return;
        }
        String found =
                "GPU %d is a %s with %d MiB and compute capability %d.%d"
                        .formatted(
                                index,
                                gpu.name(),
                                gpu.memoryBytes() >> 20,
                                gpu.major(),
                                gpu.minor());
        if (CAPABILITY_MAJORS.contains(gpu.major())) {
            findings.add(CudaFinding.ok("GPU", found));
        } else {
            addGpuFailure(
                    found + ", for which this ONNX Runtime has no code",
                    "use a GPU of compute capability " + majors());
        }
    }

    private void addGpuFailure(String detail, String remedy) {
        findings.add(CudaFinding.failed("GPU", detail, remedy));
    }

    private void checkLibrary(String library) {
        Optional<String> refusal = machine.loadRefusal(library);
        if (refusal.isPresent()) {
            findings.add(
                    CudaFinding.failed(library, missing(library, refusal.get()), INSTALL_CUDA));
        } else if (library.equals(RUNTIME) && !machine.hasFunction(library, NEWEST_FUNCTION)) {
            findings.add(
                    CudaFinding.failed(
                            library,
                            library + " is older than CUDA 12.8, it has no " + NEWEST_FUNCTION,
                            INSTALL_CUDA));
        } else {
            findings.add(CudaFinding.ok(library, "can be loaded"));
        }
    }

    private String missing(String library, String refusal) {
        String stem = library.substring(0, library.lastIndexOf('.') + 1);
        for (int version : OTHER_VERSIONS) {
            if (machine.loadRefusal(stem + version).isEmpty()) {
                return "%s cannot be loaded (%s); %s is here, but needed is CUDA 12"
                        .formatted(library, refusal, stem + version);
            }
        }
        return "%s cannot be loaded (%s)".formatted(library, refusal);
    }

    private static String majors() {
        return String.join(", ", CAPABILITY_MAJORS.stream().map(major -> major + ".x").toList());
    }

    private static String text(int version) {
        return "%d.%d".formatted(version / 1000, version % 1000 / 10);
    }
}
