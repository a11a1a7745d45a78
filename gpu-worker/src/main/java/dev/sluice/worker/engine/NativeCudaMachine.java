package dev.sluice.worker.engine;

import dev.sluice.contracts.SluiceException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;

/// This machine, and the build of ONNX Runtime that is loaded.
record NativeCudaMachine(OrtApi api) implements CudaMachine {
    @Override
    public Optional<String> buildRefusal() {
        try {
            api.release(OrtApi.Kind.CUDA_OPTIONS, api.createCudaOptions());
            return Optional.empty();
        } catch (SluiceException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<String> loadRefusal(String library) {
        return SharedLibraries.refusal(library);
    }

    @Override
    @SuppressWarnings("restricted")
    public boolean hasFunction(String library, String function) {
        return SymbolLookup.libraryLookup(library, Arena.global()).find(function).isPresent();
    }

    @Override
    public CudaDriver driver() {
        return NativeCudaDriver.load();
    }
}
