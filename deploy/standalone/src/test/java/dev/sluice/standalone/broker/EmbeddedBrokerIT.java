package dev.sluice.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.standalone.console.OperatorFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The embedded node with real clients: what was written is there after a restart.
class EmbeddedBrokerIT {
    @TempDir Path folder;

    @Test
    void keepsRecordsAndTopicsAcrossARestartOnTheSameFolder() throws Exception {
        // Given
        try (var broker = EmbeddedBroker.start(folder, freePort())) {
            var clients = new BrokerClients(broker.bootstrapServers());
            clients.createTopic("letters", 1);
            clients.send("letters", "first");
        }

        // When
        try (var broker = EmbeddedBroker.start(folder, freePort())) {
            var clients = new BrokerClients(broker.bootstrapServers());
            clients.send("letters", "second");

            // Then
            assertThat(clients.readAll("letters", 2)).containsExactly("first", "second");
        }
    }

    @Test
    void takesARecordOfTheLargestSize() throws Exception {
        // Given
        String largest = "x".repeat(Topic.RECORD_BYTES_MAX - 1024);
        try (var broker = EmbeddedBroker.start(folder, freePort())) {
            var clients = new BrokerClients(broker.bootstrapServers());
            clients.createTopic("letters", 1);

            // When
            clients.send("letters", largest);

            // Then
            assertThat(clients.readAll("letters", 1)).containsExactly(largest);
        }
    }

    @Test
    void refusesASecondBrokerOnTheSameFolder() {
        // Given
        try (var running = EmbeddedBroker.start(folder, freePort())) {
            // When
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, freePort()))
                    // Then
                    .isInstanceOf(OperatorFailure.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining(String.valueOf(ProcessHandle.current().pid()));
            assertThat(running.bootstrapServers()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void namesThePortThatIsInUse() throws Exception {
        // Given
        try (var holder = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int taken = holder.getLocalPort();

            // When
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, OptionalInt.of(taken)))
                    // Then
                    .isInstanceOf(OperatorFailure.class)
                    .hasMessageContaining("port " + taken)
                    .hasMessageContaining("--port");
        }
    }

    private static OptionalInt freePort() {
        return OptionalInt.of(Ports.free(1).getFirst());
    }
}
