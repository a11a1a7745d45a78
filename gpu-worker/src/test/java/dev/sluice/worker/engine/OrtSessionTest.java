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
}
