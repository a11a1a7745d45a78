package dev.sluice.it.survival;

import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.kafka.KafkaProbe;
import dev.sluice.it.mesh.ProcessMesh;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A mesh with two gateways and two workers on the simulated engine, which say a {@link
/// PersonalText}, every part a process: what the load is put on.
final class Fleet implements AutoCloseable {
    static final String MODEL = "load-test";
    static final List<String> GATEWAYS = List.of("gateway-1", "gateway-2");
    static final List<String> WORKERS = List.of("worker-1", "worker-2");
    static final int SLOTS = 8;
    static final Duration ITL = Duration.ofMillis(20);

    private final ProcessMesh mesh = new ProcessMesh("survival");

    /// One broker.
    Fleet() {
        this(1);
    }

    /// Starts everything and waits until a client would be answered.
    ///
    /// @param brokerCount 1 or 3
    Fleet(int brokerCount) {
        if (brokerCount == 1) {
            mesh.startBroker();
        } else {
            mesh.startThreeBrokers();
        }
        GATEWAYS.forEach(name -> mesh.startService(name, "gateway", Map.of()));
        List.of("masking", "scheduler", "audit").forEach(s -> mesh.startService(s, Map.of()));
        Path text = PersonalText.write(mesh.home());
        WORKERS.forEach(id -> mesh.startSimulatedWorker(id, MODEL, SLOTS, ITL, text));
        GATEWAYS.forEach(mesh::awaitReady);
        List.of("masking", "scheduler", "audit").forEach(mesh::awaitReady);
        WORKERS.forEach(mesh::awaitReady);
        GATEWAYS.forEach(name -> mesh.awaitModel(name, MODEL));
    }

    ProcessMesh mesh() {
        return mesh;
    }

    KafkaProbe kafka() {
        return mesh.kafka();
    }

    List<Gateway> gateways() {
        return GATEWAYS.stream().map(mesh::gateway).toList();
    }

    /// A crowd that has asked `count` questions for `tokenCount` tokens each.
    Crowd crowd(int count, int tokenCount, int atOnceMax) {
        var crowd = new Crowd(gateways(), atOnceMax);
        for (int i = 0; i < count; i++) {
            crowd.ask(question(i, tokenCount));
        }
        return crowd;
    }

    /// Stored, so that it runs on while its client is between two gateways.
    static Chat question(int number, int tokenCount) {
        return Chat.of(MODEL, "Question " + number)
                .maxTokens(tokenCount)
                .sampled(1, number)
                .stored();
    }

    @Override
    public void close() {
        mesh.close();
    }
}
