package dev.sluice.worker.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
    @Test
    void readsBothKinds() {
        assertThat(Device.parse("cpu")).isEqualTo(new Device.Cpu()).hasToString("cpu");
        assertThat(Device.parse("cuda:3")).isEqualTo(new Device.Cuda(3)).hasToString("cuda:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "CPU", "cuda", "cuda:", "cuda:-1", "cuda:1234", "gpu", "cuda:0 "})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> Device.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "device is '" + text + "', allowed are cpu and cuda:N, for example cuda:0");
    }
}
