package dev.sluice.standalone.broker;

import dev.sluice.standalone.console.OperatorFailure;
import dev.sluice.standalone.lock.ProcessLock;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Three nodes as three processes, so that a test or a curious person can kill one. Each child
/// reports on its standard output when it serves, and ends when its standard input does: the
/// operating system closes that when this process dies, however it dies.
///
/// The process id of node K is in `<folder>/node-K.pid` while it runs. A node that dies stays dead
/// until someone starts it again with `run broker --node K`: restarting it from here would hide
/// what the two others can do.
public final class BrokerCluster implements AutoCloseable {
    /// What a child prints once it serves clients.
    public static final String READY_MARK = "broker-node-ready";

    private static final Duration START_MAX = Duration.ofSeconds(90);
    private static final Duration STOP_MAX = Duration.ofSeconds(25);

    private final ProcessLock lock;
    private final ClusterPlan plan;
    private final List<NodeProcess> nodes;

    /// Written by the closing thread, read by those that see a node end.
    private volatile boolean closing;

    private BrokerCluster(ProcessLock lock, ClusterPlan plan, List<NodeProcess> nodes) {
        this.lock = lock;
        this.plan = plan;
        this.nodes = nodes;
    }

    private record NodeProcess(int nodeId, Process process) {}

    /// Starts all nodes and returns when every one serves. `command` is what starts this program in
    /// a process of its own; `onNodeEnd` hears of each node that ends before [#close].
    public static BrokerCluster start(
            Path brokerFolder, int firstPort, List<String> command, Consumer<String> onNodeEnd) {
        ClusterPlan.nodeIds().forEach(nodeId -> requireFree(firstPort + nodeId - 1));
        ProcessLock lock = EmbeddedBroker.lockOn(brokerFolder);
        var nodes = new ArrayList<NodeProcess>();
        try {
            var plan = ClusterPlan.create(brokerFolder, firstPort);
            // Why: three nodes at once would each make an id of their own.
            ClusterId.of(plan.folder());
            for (int nodeId = 1; nodeId <= ClusterPlan.NODE_COUNT; nodeId++) {
                nodes.add(launch(nodeId, command));
            }
            awaitReady(nodes);
            var cluster = new BrokerCluster(lock, plan, List.copyOf(nodes));
            nodes.forEach(node -> cluster.watch(node, onNodeEnd));
            return cluster;
        } catch (IOException failure) {
            stopAll(nodes);
            lock.close();
            throw EmbeddedBroker.startFailed(brokerFolder, failure);
        } catch (RuntimeException | Error failure) {
            stopAll(nodes);
            lock.close();
            throw failure;
        }
    }

    /// What clients take as `bootstrap.servers`.
    public String bootstrapServers() {
        return plan.bootstrapServers();
    }

    /// The process id of each node, in the order of their ids.
    public List<Long> processIds() {
        return nodes.stream().map(node -> node.process().pid()).toList();
    }

    @Override
    public void close() {
        closing = true;
        stopAll(nodes);
        lock.close();
    }

    private static void requireFree(int port) {
        if (!Ports.isFree(port)) {
            throw EmbeddedBroker.portInUse(port);
        }
    }

    private static NodeProcess launch(int nodeId, List<String> command) throws IOException {
        var arguments = new ArrayList<>(command);
        arguments.addAll(
                List.of("run", "broker", "--node", String.valueOf(nodeId), "--with-parent"));
        var builder = new ProcessBuilder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT);
        return new NodeProcess(nodeId, builder.start());
    }

    private static void awaitReady(List<NodeProcess> nodes) {
        var ready = nodes.stream().map(BrokerCluster::readiness).toList();
        try {
            CompletableFuture.allOf(ready.toArray(CompletableFuture[]::new))
                    .get(START_MAX.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new OperatorFailure(
                    "the three broker nodes do not serve after %d s: see the logs folder of SLUICE_HOME"
                            .formatted(START_MAX.toSeconds()),
                    late);
        } catch (ExecutionException failure) {
            throw new OperatorFailure(OperatorFailure.reasonOf(failure), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new OperatorFailure("starting the broker nodes was interrupted", interrupted);
        }
    }

    /// Reads the child's output on a thread of its own until the child ends, so that the child
    /// never waits for a reader.
    private static CompletableFuture<Void> readiness(NodeProcess node) {
        var ready = new CompletableFuture<Void>();
        Thread.ofVirtual()
                .name("broker-node-" + node.nodeId())
                .start(() -> {
                    readLines(node, ready);
                    ready.completeExceptionally(
                            new OperatorFailure(
                                    "broker node %d ended while starting: see the logs folder of SLUICE_HOME"
                                            .formatted(node.nodeId())));
                });
        return ready;
    }

    private static void readLines(NodeProcess node, CompletableFuture<Void> ready) {
        try (BufferedReader lines = node.process().inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(READY_MARK)) {
                    ready.complete(null);
                }
            }
        } catch (IOException closed) {
            ready.completeExceptionally(closed);
        }
    }

    private void watch(NodeProcess node, Consumer<String> onNodeEnd) {
        var _ =
                node.process()
                        .onExit()
                        .thenAccept(process -> {
                            if (!closing) {
                                onNodeEnd.accept(endOf(node, process));
                            }
                        });
    }

    private static String endOf(NodeProcess node, Process process) {
        return "broker node %d ended with exit code %d: start it again with run broker --node %d"
                .formatted(node.nodeId(), process.exitValue(), node.nodeId());
    }

    /// All at the same time: a node leaves in order only while a majority of controllers lives.
    private static void stopAll(List<NodeProcess> nodes) {
        nodes.forEach(node -> node.process().destroy());
        long endNanos = System.nanoTime() + STOP_MAX.toNanos();
        for (NodeProcess node : nodes) {
            awaitEnd(node.process(), endNanos - System.nanoTime());
        }
    }

    private static void awaitEnd(Process process, long waitNanosMax) {
        try {
            if (!process.waitFor(Math.max(0, waitNanosMax), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
