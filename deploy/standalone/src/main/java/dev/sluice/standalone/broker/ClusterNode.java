package dev.sluice.standalone.broker;

import dev.sluice.standalone.lock.ProcessLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// One node of a [BrokerCluster] inside this process. Starting returns when the cluster has a
/// leader and this node serves, so the nodes have to be started together. One thread starts it and
/// one closes it.
public final class ClusterNode implements AutoCloseable {
    private final ProcessLock lock;
    private final BrokerNode node;
    private final NodePlan plan;
    private final Path pidFile;

    private ClusterNode(ProcessLock lock, BrokerNode node, NodePlan plan, Path pidFile) {
        this.lock = lock;
        this.node = node;
        this.plan = plan;
        this.pidFile = pidFile;
    }

    /// Starts node `nodeId` of the cluster that was last started on `brokerFolder`.
    public static ClusterNode start(Path brokerFolder, int nodeId) {
        ClusterPlan cluster = ClusterPlan.load(brokerFolder);
        NodePlan plan = cluster.node(nodeId);
        ProcessLock lock = EmbeddedBroker.lockOn(plan.directory().resolveSibling("lock-" + nodeId));
        try {
            var node = BrokerNode.start(plan, ClusterId.of(cluster.folder()));
            return new ClusterNode(lock, node, plan, writePidFile(brokerFolder, nodeId));
        } catch (Exception failure) {
            lock.close();
            throw Ports.isBindFailure(failure)
                    ? EmbeddedBroker.portInUse(plan.clientPort())
                    : EmbeddedBroker.startFailed(plan.directory(), failure);
        } catch (Error failure) {
            lock.close();
            throw failure;
        }
    }

    public String address() {
        return BrokerSettings.HOST + ":" + plan.clientPort();
    }

    @Override
    public void close() {
        node.stop();
        deletePidFile();
        lock.close();
    }

    private static Path writePidFile(Path brokerFolder, int nodeId) throws IOException {
        Path pidFile = brokerFolder.resolve("node-" + nodeId + ".pid");
        return Files.writeString(pidFile, ProcessHandle.current().pid() + "\n");
    }

    private void deletePidFile() {
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException stays) {
            // The node's next start overwrites it.
        }
    }
}
