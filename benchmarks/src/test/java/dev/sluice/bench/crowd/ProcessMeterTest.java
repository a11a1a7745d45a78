package dev.sluice.bench.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class ProcessMeterTest {
    private final ProcessMeter self = new ProcessMeter(ProcessHandle.current().pid());

    @Test
    void findsWhoListens() throws IOException {
        int port;
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertThat(ProcessMeter.listeningOn(port)).hasValue(self.pid());
        }
        assertThat(ProcessMeter.listeningOn(port)).isEmpty();
    }

    @Test
    void tellsMemoryAndProcessorTime() throws IOException {
        // Given
        double before = self.cpuSeconds();

        // When
        while (self.cpuSeconds() < before + 0.02) {
            assertThat(self.residentBytes()).isPositive();
        }

        // Then
        assertThat(self.residentBytes()).isBetween(10L << 20, 64L << 30);
        assertThat(ProcessMeter.machineCpuSeconds()).isGreaterThan(self.cpuSeconds() / 2);
    }

    @Test
    void aProcessThatIsGoneIsToldOf() {
        assertThatThrownBy(() -> new ProcessMeter(Integer.MAX_VALUE).residentBytes())
                .isInstanceOf(IOException.class);
    }
}
