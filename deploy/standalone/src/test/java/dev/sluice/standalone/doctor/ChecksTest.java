package dev.sluice.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.home.Home;
import dev.sluice.standalone.broker.Ports;
import dev.sluice.standalone.doctor.Check.State;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChecksTest {
    @TempDir Path folder;

    @Test
    void knowsHowMuchMemoryAndDiskIsEnough() {
        assertThat(MachineChecks.memory(2L << 30, 2).state()).isEqualTo(State.OK);
        assertThat(MachineChecks.memory((2L << 30) - 1, 2).detail())
                .isEqualTo("2047 MiB and 2 processors, needed are 2048 MiB");
        assertThat(MachineChecks.disk(2L << 30).state()).isEqualTo(State.OK);
        assertThat(MachineChecks.disk(5L << 20).detail())
                .isEqualTo("5 MiB are free, needed are 2048 MiB");
    }

    @Test
    void tellsAFolderThatCannotBeWrittenTo() throws IOException {
        // Given
        Home home = Home.at(folder.resolve("home"));
        Check before = MachineChecks.home(home);

        // When
        Files.delete(home.folder());
        Check after = MachineChecks.home(home);

        // Then
        assertThat(before.state()).isEqualTo(State.OK);
        assertThat(after.state()).isEqualTo(State.FAILED);
        assertThat(after.detail()).contains(home.folder() + " cannot be written to");
        assertThat(after.remedy()).isNotEmpty();
    }

    @Test
    void tellsAPortThatSomethingElseHas() throws IOException {
        assertThat(MachineChecks.port(Ports.anyFree()).state()).isEqualTo(State.OK);
        try (var taken = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Check check = MachineChecks.port(taken.getLocalPort());
            assertThat(check.state()).isEqualTo(State.FAILED);
            assertThat(check.detail()).isEqualTo(taken.getLocalPort() + " on 127.0.0.1 is in use");
        }
    }

    @Test
    void givesKafkaThatDoesNotAnswerABoundedTime() {
        // When
        Check check = KafkaCheck.of("127.0.0.1:" + Ports.anyFree(), Duration.ofSeconds(1));

        // Then
        assertThat(check.state()).isEqualTo(State.FAILED);
        assertThat(check.detail()).endsWith("does not answer within 1 s");
    }

    @Test
    void tellsABrokenAddressOfKafka() {
        Check check = KafkaCheck.of("nonsense", Duration.ofSeconds(1));
        assertThat(check.state()).isEqualTo(State.FAILED);
        assertThat(check.detail()).startsWith("nonsense: ");
    }

    /// This build and, most likely, this machine have no CUDA.
    @Test
    void tellsWhatAGpuNeeds() {
        // When
        List<Check> checks = CudaChecks.of(Home.at(folder), 0);

        // Then
        assertThat(checks).extracting(Check::name).contains("build", "driver", "libcudart.so.12");
        assertThat(checks.getFirst().state()).isEqualTo(State.FAILED);
        assertThat(checks.getFirst().detail()).startsWith("this build is for cpu");
        assertThat(checks.getFirst().remedy()).contains("SLUICE_CUDA=1");
        assertThat(checks)
                .filteredOn(check -> check.state() == State.FAILED)
                .noneMatch(check -> check.remedy().isEmpty());
    }
}
