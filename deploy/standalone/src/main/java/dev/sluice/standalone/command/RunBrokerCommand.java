package dev.sluice.standalone.command;

import dev.sluice.runtime.home.Home;
import dev.sluice.standalone.broker.BrokerCluster;
import dev.sluice.standalone.broker.ClusterNode;
import dev.sluice.standalone.broker.EmbeddedBroker;
import dev.sluice.standalone.console.OperatorFailure;
import dev.sluice.standalone.console.ProcessLog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Runs Kafka until the process is asked to end.
@Command(
        name = "broker",
        description = {
            "Runs a Kafka broker on the loopback address, with its log in SLUICE_HOME/broker.",
            "With --nodes 3 it runs three, each a process of its own on the ports N, N+1 and N+2,",
            "with three replicas of each record; SLUICE_HOME/broker/node-K.pid has the process"
                    + " ids.",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice run broker --port 9092",
            "  ./sluice run broker --nodes 3 --port 9092",
            "  ./sluice run broker --node 2      one of the three again, after it was killed",
        })
final class RunBrokerCommand implements Callable<Integer> {
    private static final int CLUSTER_NODES = 3;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "9092",
            description = "the port for Kafka clients (default: ${DEFAULT-VALUE})")
    private int port;

    @Option(
            names = "--nodes",
            paramLabel = "1|3",
            defaultValue = "1",
            description = "how many brokers (default: ${DEFAULT-VALUE})")
    private int nodes;

    @Option(
            names = "--node",
            paramLabel = "K",
            description = "start only node K of the three that were last started")
    private @Nullable Integer node;

    /// For the three nodes' own parent: end when standard input does.
    @Option(names = "--with-parent", hidden = true)
    private boolean withParent;

    @Override
    public Integer call() throws Exception {
        requireUsage(port >= 1 && port <= 65_535, "--port must be 1 to 65535, not " + port);
        requireUsage(nodes == 1 || nodes == CLUSTER_NODES, "--nodes must be 1 or 3, not " + nodes);
        var home = Home.open();
        if (node != null) {
            return runNode(home, node);
        }
        return nodes == 1 ? runSingle(home) : runCluster(home);
    }

    private int runSingle(Home home) throws InterruptedException {
        ProcessLog.toFileAndConsole(home.logs().resolve("broker.log"));
        long begunNanos = System.nanoTime();
        var broker = EmbeddedBroker.start(home.broker(), OptionalInt.of(port));
        announce(broker.bootstrapServers(), begunNanos, "its log is in " + home.broker());
        return serveUntilStopped(broker);
    }

    private int runNode(Home home, int nodeId) throws InterruptedException {
        requireUsage(
                nodeId >= 1 && nodeId <= CLUSTER_NODES, "--node must be 1 to 3, not " + nodeId);
        Path log = home.logs().resolve("broker-" + nodeId + ".log");
        if (withParent) {
            ProcessLog.toFile(log);
            Thread.ofPlatform().daemon().name("parent-watch").start(RunBrokerCommand::endWithInput);
        } else {
            ProcessLog.toFileAndConsole(log);
        }
        long begunNanos = System.nanoTime();
        var started = ClusterNode.start(home.broker(), nodeId);
        if (withParent) {
            System.out.println(BrokerCluster.READY_MARK);
        } else {
            announce(started.address(), begunNanos, "node " + nodeId + " of " + CLUSTER_NODES);
        }
        return serveUntilStopped(started);
    }

    private int runCluster(Home home) throws InterruptedException {
        ProcessLog.toFileAndConsole(home.logs().resolve("broker.log"));
        long begunNanos = System.nanoTime();
        var cluster =
                BrokerCluster.start(
                        home.broker(),
                        port,
                        ChildProcess.command(),
                        told -> System.err.println("sluice: " + told));
        announce(
                cluster.bootstrapServers(),
                begunNanos,
                "process ids " + joined(cluster.processIds()));
        return serveUntilStopped(cluster);
    }

    /// The stop itself runs in a shutdown hook, as that is how SIGTERM and Ctrl-C arrive.
    private static int serveUntilStopped(AutoCloseable broker) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(broker), "broker-stop"));
        new CountDownLatch(1).await();
        return 0;
    }

    private static void close(AutoCloseable broker) {
        try {
            broker.close();
        } catch (Exception failure) {
            System.err.println(
                    "sluice: the broker did not stop in order: "
                            + OperatorFailure.reasonOf(failure));
        }
    }

    private static void announce(String address, long begunNanos, String more) {
        var elapsed = Duration.ofNanos(System.nanoTime() - begunNanos);
        System.out.printf(
                "Kafka is ready in %.1f s: %s (%s); Ctrl-C stops it%n",
                elapsed.toMillis() / 1000.0, address, more);
    }

    private static void endWithInput() {
        try {
            while (System.in.read() >= 0) {
                // The parent sends nothing: this waits for its end.
            }
        } catch (IOException closed) {
            // As good as the end.
        }
        System.exit(0);
    }

    private static String joined(List<Long> processIds) {
        return processIds.toString().replaceAll("[\\[\\]]", "");
    }

    private void requireUsage(boolean isRight, String message) {
        if (!isRight) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
        }
    }
}
