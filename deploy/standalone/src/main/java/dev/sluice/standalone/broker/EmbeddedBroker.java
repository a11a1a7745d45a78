package dev.sluice.standalone.broker;

import dev.sluice.standalone.console.OperatorFailure;
import dev.sluice.standalone.lock.ProcessLock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/// A single Kafka node in this process, on the loopback address, with its log in a folder that
/// survives restarts and kills. One thread starts it and one closes it; a second node on the same
/// folder is refused before it touches a file.
///
/// ```
/// <folder>/lock          who runs on this folder
/// <folder>/cluster.id    made once, as the logs are bound to it
/// <folder>/node-1/       Kafka's log directory
/// ```
public final class EmbeddedBroker implements AutoCloseable {
    /// Where people expect Kafka, taken when it is free and no other port was asked for.
    static final int USUAL_PORT = 9092;

    /// Another process can take a port between our finding it free and Kafka's binding it.
    private static final int START_ATTEMPTS_MAX = 5;

    private final ProcessLock lock;
    private final BrokerNode node;
    private final int port;

    private EmbeddedBroker(ProcessLock lock, BrokerNode node, int port) {
        this.lock = lock;
        this.node = node;
        this.port = port;
    }

    /// Starts a node on `folder`. Without `port` it listens on [#USUAL_PORT] or, where that is
    /// taken, on any free port: ask [#bootstrapServers].
    public static EmbeddedBroker start(Path folder, OptionalInt port) {
        if (port.isPresent() && !Ports.isFree(port.getAsInt())) {
            throw portInUse(port.getAsInt());
        }
        ProcessLock lock = lockOn(folder);
        try {
            return startLocked(folder, port, lock);
        } catch (RuntimeException | Error failure) {
            lock.close();
            throw failure;
        }
    }

    /// What clients take as `bootstrap.servers`.
    public String bootstrapServers() {
        return BrokerSettings.HOST + ":" + port;
    }

    @Override
    public void close() {
        node.stop();
        lock.close();
    }

    /// Makes this process the only one that runs nodes on `folder`.
    static ProcessLock lockOn(Path folder) {
        try {
            return switch (ProcessLock.acquire(folder.resolve("lock"))) {
                case ProcessLock.Acquired acquired -> acquired.lock();
                case ProcessLock.HeldBy held ->
                        throw new OperatorFailure(
                                "a broker already runs on %s (process %s): stop it, or choose another SLUICE_HOME"
                                        .formatted(folder, held.holder()));
            };
        } catch (IOException e) {
            throw new OperatorFailure(
                    "cannot write the broker's folder %s (%s): make it writable, or choose another SLUICE_HOME"
                            .formatted(folder, OperatorFailure.reasonOf(e)),
                    e);
        }
    }

    static OperatorFailure portInUse(int port) {
        return new OperatorFailure(
                "port %d for Kafka is in use on %s: stop what listens there, or choose another with --port"
                        .formatted(port, BrokerSettings.HOST));
    }

    private static EmbeddedBroker startLocked(Path folder, OptionalInt port, ProcessLock lock) {
        for (int attempt = 1; ; attempt++) {
            int clientPort = port.orElseGet(EmbeddedBroker::usualOrFreePort);
            int controllerPort = Ports.free(1).getFirst();
            var plan = NodePlan.single(clientPort, controllerPort, folder.resolve("node-1"));
            try {
                var node = BrokerNode.start(plan, ClusterId.of(folder));
                return new EmbeddedBroker(lock, node, clientPort);
            } catch (Exception failure) {
                if (!Ports.isBindFailure(failure) || attempt == START_ATTEMPTS_MAX) {
                    throw startFailed(folder, failure);
                }
            }
        }
    }

    private static int usualOrFreePort() {
        return Ports.isFree(USUAL_PORT) ? USUAL_PORT : Ports.free(1).getFirst();
    }

    static OperatorFailure startFailed(Path folder, Exception failure) {
        return new OperatorFailure(
                "the broker on %s does not start: %s"
                        .formatted(folder, OperatorFailure.reasonOf(failure)),
                failure);
    }
}
