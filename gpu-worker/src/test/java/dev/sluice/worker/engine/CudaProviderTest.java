package dev.sluice.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import org.junit.jupiter.api.Test;

class CudaProviderTest {
    private static final String REFUSAL = "CUDA execution provider is not enabled in this build";

    private final OrtApi api = TinyEngines.library().api();

    @Test
    void namesTheGpuAndTakesNoMoreMemoryThanAskedFor() {
        assertThat(CudaProvider.options(new Device.Cuda(3)))
                .containsEntry("device_id", "3")
                .containsEntry("arena_extend_strategy", "kSameAsRequested")
                .containsEntry("use_tf32", "0")
                .containsEntry("enable_cudnn", "0");
    }

    /// The build for the CPU has these functions too; they know that it has no CUDA.
    @Test
    void callsTheFunctionsThatKnowOfCuda() {
        long options = api.createSessionOptions();
        try {
            assertThatThrownBy(api::createCudaOptions)
                    .isInstanceOf(SluiceException.class)
                    .hasMessageContaining("in CreateCUDAProviderOptions: " + REFUSAL);
            assertThatThrownBy(() ->
                            api.updateCudaOptions(0, CudaProvider.options(new Device.Cuda(0))))
                    .isInstanceOf(SluiceException.class)
                    .hasMessageContaining("in UpdateCUDAProviderOptions: " + REFUSAL);
            assertThatThrownBy(() -> api.appendCuda(options, 0))
                    .isInstanceOf(SluiceException.class)
                    .hasMessageEndingWith(
                            "OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared"
                                    + " library");
        } finally {
            api.release(OrtApi.Kind.SESSION_OPTIONS, options);
        }
    }
}
