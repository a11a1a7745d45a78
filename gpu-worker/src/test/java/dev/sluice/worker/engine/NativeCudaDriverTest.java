package dev.sluice.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import org.junit.jupiter.api.Test;

class NativeCudaDriverTest {
    private final FakeCuda cuda = new FakeCuda();
    private final NativeCudaDriver driver = new NativeCudaDriver(cuda);

    @Test
    void asksTheDriverInItsOwnWords() {
        // When
        driver.initialise();
        // Then
        assertThat(driver.version()).isEqualTo(12_040);
        assertThat(driver.deviceCount()).isEqualTo(2);
        assertThat(driver.gpu(1)).isEqualTo(new CudaDriver.Gpu("NVIDIA H100 71", 9, 0, 80L << 30));
        assertThat(cuda.calls).containsExactly("cuInit 0");
    }

    @Test
    void tellsWhatTheDriverRefused() {
        // Given
        cuda.initCode = 803;
        // When / Then
        assertThatThrownBy(driver::initialise)
                .isInstanceOf(SluiceException.class)
                .hasMessage("CUDA: cuInit answered 803 (CODE_803)");
        assertThatThrownBy(() -> driver.gpu(2))
                .isInstanceOf(SluiceException.class)
                .hasMessage("CUDA: cuDeviceGet answered 101 (CODE_101)");
    }
}
