package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.kafka.KafkaProbe;
import dev.sluice.it.mesh.Folders;
import dev.sluice.it.mesh.FreePorts;
import dev.sluice.it.mesh.MeshProcess;
import dev.sluice.it.mesh.MeshProcess.Launch;
import dev.sluice.modelbuilder.tiny.TinyModel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/// The same mesh on Apache Kafka's own image instead of the embedded broker. Needs Docker.
class TestcontainersKafkaIT {
    private static final String IMAGE = "apache/kafka:4.3.1";
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);

    @Test
    void runsOnABrokerThatIsNotItsOwn() throws IOException {
        assumeTrue(isDockerThere(), "SKIPPED: no Docker here, so no foreign Kafka broker");
        // Given
        Path home = Folders.newHome("testcontainers");
        Path model = TinyModel.writeGguf(home.resolve("tiny.gguf"), TinyModel.Spec.llama());
        int port = FreePorts.take();
        try (var broker = new KafkaContainer(IMAGE)) {
            broker.start();
            try (var up = start(home, model, port, broker.getBootstrapServers())) {
                up.awaitOut("Try it", READY_PATIENCE);
                Gateway gateway = gateway(home, port);
                String name = gateway.get("/v1/models").json().at("/data/0/id").asText();

                // When
                var reply = gateway.chat(Chat.of(name, "hello").maxTokens(16));

                // Then
                assertThat(reply.status()).isEqualTo(200);
                assertThat(
                                new KafkaProbe(broker.getBootstrapServers())
                                        .about(Topic.RESULTS, reply.requestId()))
                        .hasSize(1);
            }
        }
        Folders.delete(home);
    }

    private static boolean isDockerThere() {
        boolean isThere = DockerClientFactory.instance().isDockerAvailable();
        if (!isThere) {
            System.err.println(
                    "SKIPPED: TestcontainersKafkaIT needs Docker, and there is none here");
        }
        return isThere;
    }

    private static MeshProcess start(Path home, Path model, int port, String kafka) {
        return MeshProcess.start(
                Launch.of(
                        "up-on-container",
                        home,
                        "up",
                        "--port",
                        Integer.toString(port),
                        "--kafka",
                        kafka,
                        "--model",
                        model.toString()));
    }

    private static Gateway gateway(Path home, int port) throws IOException {
        return new Gateway(
                URI.create("http://127.0.0.1:" + port),
                Files.readString(home.resolve("admin.key")).strip());
    }
}
