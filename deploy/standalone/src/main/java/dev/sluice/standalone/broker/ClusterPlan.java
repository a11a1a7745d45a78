package dev.sluice.standalone.broker;

import dev.sluice.standalone.console.OperatorFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Three nodes on consecutive client ports. The plan is kept in a file, so that one node can be
/// started again alone after it was killed: it must find the other controllers where they are.
///
/// ```
/// <folder>/three-nodes/plan.properties   ports of this plan
/// <folder>/three-nodes/cluster.id        made once
/// <folder>/three-nodes/node-K/           Kafka's log directory of node K
/// ```
record ClusterPlan(Path folder, int firstPort, SortedMap<Integer, Integer> controllerPorts) {
    static final int NODE_COUNT = 3;

    private static final String FIRST_PORT = "first.port";
    private static final String CONTROLLER_PORT = "controller.port.";

    ClusterPlan {
        controllerPorts = new TreeMap<>(controllerPorts);
    }

    /// A plan for a fresh start of all nodes, saved below `brokerFolder`.
    static ClusterPlan create(Path brokerFolder, int firstPort) throws IOException {
        List<Integer> ports = Ports.free(NODE_COUNT);
        var controllers = new TreeMap<Integer, Integer>();
        nodeIds().forEach(nodeId -> controllers.put(nodeId, ports.get(nodeId - 1)));
        var plan = new ClusterPlan(folderIn(brokerFolder), firstPort, controllers);
        plan.save();
        return plan;
    }

    /// The plan that the last start of all nodes saved.
    static ClusterPlan load(Path brokerFolder) {
        Path folder = folderIn(brokerFolder);
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(planFileIn(folder))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new OperatorFailure(
                    "no three-node broker was started on %s: start one with run broker --nodes 3"
                            .formatted(brokerFolder),
                    e);
        }
        var controllers = new TreeMap<Integer, Integer>();
        nodeIds().forEach(id -> controllers.put(id, intOf(properties, CONTROLLER_PORT + id)));
        return new ClusterPlan(folder, intOf(properties, FIRST_PORT), controllers);
    }

    static IntStream nodeIds() {
        return IntStream.rangeClosed(1, NODE_COUNT);
    }

    NodePlan node(int nodeId) {
        return new NodePlan(
                nodeId, clientPort(nodeId), controllerPorts, folder.resolve("node-" + nodeId));
    }

    int clientPort(int nodeId) {
        return firstPort + nodeId - 1;
    }

    /// What clients take as `bootstrap.servers`.
    String bootstrapServers() {
        return nodeIds()
                .mapToObj(nodeId -> BrokerSettings.HOST + ":" + clientPort(nodeId))
                .collect(Collectors.joining(","));
    }

    private void save() throws IOException {
        Files.createDirectories(folder);
        var properties = new Properties();
        properties.setProperty(FIRST_PORT, String.valueOf(firstPort));
        controllerPorts.forEach((nodeId, port) ->
                properties.setProperty(CONTROLLER_PORT + nodeId, String.valueOf(port)));
        try (var writer = Files.newBufferedWriter(planFileIn(folder))) {
            properties.store(writer, null);
        }
    }

    private static Path folderIn(Path brokerFolder) {
        return brokerFolder.resolve("three-nodes");
    }

    private static Path planFileIn(Path folder) {
        return folder.resolve("plan.properties");
    }

    private static int intOf(Properties properties, String name) {
        String value = properties.getProperty(name);
        if (value == null) {
            throw new UncheckedIOException(new IOException("the plan has no " + name));
        }
        return Integer.parseInt(value);
    }
}
