package dev.sluice.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrtSessionTest {
    /// As ONNX Runtime's arena and its CUDA provider word it, and the C++ library.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    Failed to allocate memory for requested buffer of size 1073741824       | true
                    Available memory of 1024 is smaller than requested bytes of 4096        | true
                    std::bad_alloc                                                          | true
                    CUDA failure 2: out of memory ; GPU=0 ; expr=cudaMalloc((void**)&p, n); | true
                    Invalid input shape: {1,0}                                              | false
                    indices element out of data bounds, idx=50000 must be within [-1,1]     | false
                    """)
    void tellsAShortageOfMemoryFromOtherFailures(String message, boolean isShortage) {
        SluiceException failure =
                new SluiceException(
                        ErrorCode.ENGINE_FAILED,
                        "ONNX Runtime: FAIL in RunWithBinding: " + message);
        assertThat(OrtSession.isOutOfMemory(failure)).isEqualTo(isShortage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    CUDA failure 700: an illegal memory access was encountered ; GPU=0 | true
                    CUDA failure 719: unspecified launch failure ; GPU=1               | true
                    CUDA failure 2: out of memory ; GPU=0 ; expr=cudaMalloc            | false
                    CUDA failure 1: invalid argument ; GPU=0                           | false
                    CUBLAS failure 13: CUBLAS_STATUS_EXECUTION_FAILED ; GPU=0          | false
                    """)
    void tellsAGpuThatIsLostFromAPassThatFailed(String message, boolean isLost) {
        SluiceException failure = new SluiceException(ErrorCode.ENGINE_FAILED, message);
        assertThat(OrtSession.isDeviceLost(failure)).isEqualTo(isLost);
    }
}
