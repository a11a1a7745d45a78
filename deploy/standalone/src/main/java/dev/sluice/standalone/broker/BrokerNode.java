package dev.sluice.standalone.broker;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/// One running KRaft node, controller and broker in one. The only class that touches Kafka's server
/// internals. Started and stopped by one thread.
final class BrokerNode {
    private static final Duration STOP_MAX = Duration.ofSeconds(15);

    private final KafkaRaftServer server;

    private BrokerNode(KafkaRaftServer server) {
        this.server = server;
    }

    /// Formats the node's directory if it is new and starts the node on it; returns when clients
    /// can connect. Whatever had started is stopped again when the rest does not.
    static BrokerNode start(NodePlan plan, String clusterId) throws Exception {
        Files.createDirectories(plan.directory());
        var settings = BrokerSettings.of(plan);
        format(plan, clusterId);
        var server = new KafkaRaftServer(new KafkaConfig(settings, false), Time.SYSTEM);
        try {
            server.startup();
        } catch (Exception | Error failure) {
            stop(server);
            throw failure;
        }
        return new BrokerNode(server);
    }

    /// Leaves the cluster in order, or gives up after [#STOP_MAX]: without a majority of
    /// controllers nobody answers that this node may go. Kafka recovers its log at the next start.
    void stop() {
        Thread stopping =
                Thread.ofPlatform().daemon().name("broker-node-stop").start(() -> stop(server));
        try {
            stopping.join(STOP_MAX);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void format(NodePlan plan, String clusterId) throws Exception {
        String directory = plan.directory().toString();
        new Formatter()
                .setPrintStream(silent())
                .setClusterId(clusterId)
                .setNodeId(plan.nodeId())
                .setControllerListenerName("CONTROLLER")
                .setMetadataLogDirectory(directory)
                .addDirectory(directory)
                .setIgnoreFormatted(true)
                .run();
    }

    private static void stop(KafkaRaftServer server) {
        server.shutdown();
        server.awaitShutdown();
    }

    private static PrintStream silent() {
        return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    }
}
