package dev.sluice.worker.engine;

import java.util.Optional;

/// What [CudaProbe] looks at: this machine, or one that a test makes up.
interface CudaMachine {
    /// Why this build of ONNX Runtime has no CUDA; empty where it has.
    Optional<String> buildRefusal();

    /// Why the system's loader cannot load a library; empty where it can.
    Optional<String> loadRefusal(String library);

    /// Whether a library that can be loaded has a function.
    boolean hasFunction(String library, String function);

    /// The driver, whose library can be loaded.
    CudaDriver driver();
}
