package dev.sluice.standalone.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one node needs to know to start: who it is, where clients reach it, where the controllers
/// of all nodes listen (node id to port on the loopback address), and where its log lies.
record NodePlan(
        int nodeId, int clientPort, SortedMap<Integer, Integer> controllerPorts, Path directory) {
    NodePlan {
        controllerPorts = new TreeMap<>(controllerPorts);
        if (!controllerPorts.containsKey(nodeId)) {
            throw new IllegalArgumentException(
                    "node " + nodeId + " has no controller port among " + controllerPorts);
        }
    }

    static NodePlan single(int clientPort, int controllerPort, Path directory) {
        return new NodePlan(1, clientPort, new TreeMap<>(Map.of(1, controllerPort)), directory);
    }

    int nodeCount() {
        return controllerPorts.size();
    }

    int controllerPort() {
        return Objects.requireNonNull(controllerPorts.get(nodeId));
    }
}
