package dev.sluice.standalone.broker;

import dev.sluice.contracts.topic.Topic;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// Kafka's configuration of one node, from its [NodePlan]: a pure function. Everything listens on
/// the loopback address only, because the listeners have neither encryption nor login.
///
/// Kafka does not fsync each record; what survives is a killed process, since the page cache
/// outlives it. Against a power cut only nodes on other machines help.
final class BrokerSettings {
    static final String HOST = "127.0.0.1";

    /// Room for the largest record and the batch header around it.
    private static final int MESSAGE_BYTES_MAX = Topic.RECORD_BYTES_MAX + 1024 * 1024;

    private BrokerSettings() {}

    static Map<String, String> of(NodePlan plan) {
        var settings = new LinkedHashMap<String, String>();
        addIdentity(settings, plan);
        addReplication(settings, plan.nodeCount());
        addLiveness(settings, plan.nodeCount());
        addLimits(settings);
        addStorage(settings);
        addThreads(settings);
        return settings;
    }

    private static void addIdentity(Map<String, String> settings, NodePlan plan) {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", String.valueOf(plan.nodeId()));
        settings.put("controller.quorum.voters", votersOf(plan));
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", "PLAINTEXT");
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put(
                "listeners",
                "PLAINTEXT://%s:%d,CONTROLLER://%s:%d"
                        .formatted(HOST, plan.clientPort(), HOST, plan.controllerPort()));
        settings.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + plan.clientPort());
        settings.put("log.dirs", plan.directory().toString());
    }

    private static String votersOf(NodePlan plan) {
        return plan.controllerPorts().entrySet().stream()
                .map(voter -> voter.getKey() + "@" + HOST + ":" + voter.getValue())
                .collect(Collectors.joining(","));
    }

    /// With three nodes every record is on all of them and counts once two have it, so one may die.
    private static void addReplication(Map<String, String> settings, int nodeCount) {
        String replicas = String.valueOf(Math.min(nodeCount, 3));
        String inSync = nodeCount >= 3 ? "2" : "1";
        String partitions = nodeCount >= 3 ? "3" : "1";
        settings.put("default.replication.factor", replicas);
        settings.put("min.insync.replicas", inSync);
        settings.put("offsets.topic.replication.factor", replicas);
        settings.put("offsets.topic.num.partitions", partitions);
        settings.put("transaction.state.log.replication.factor", replicas);
        settings.put("transaction.state.log.min.isr", inSync);
        settings.put("transaction.state.log.num.partitions", partitions);
        settings.put("share.coordinator.state.topic.replication.factor", replicas);
        settings.put("share.coordinator.state.topic.min.isr", inSync);
        settings.put("share.coordinator.state.topic.num.partitions", partitions);
        // Why: topics have one definition; a topic made by a typo would hide the mistake.
        settings.put("auto.create.topics.enable", "false");
    }

    /// A node that misses heartbeats for this long loses its partitions to the others; a node that
    /// was killed comes back under its id no sooner. Alone it has nobody to lose them to.
    private static void addLiveness(Map<String, String> settings, int nodeCount) {
        settings.put("broker.heartbeat.interval.ms", "200");
        settings.put("broker.session.timeout.ms", nodeCount == 1 ? "4000" : "6000");
    }

    private static void addLimits(Map<String, String> settings) {
        String messageBytes = String.valueOf(MESSAGE_BYTES_MAX);
        settings.put("message.max.bytes", messageBytes);
        settings.put("replica.fetch.max.bytes", messageBytes);
        settings.put("replica.fetch.response.max.bytes", String.valueOf(2 * MESSAGE_BYTES_MAX));
        settings.put("socket.request.max.bytes", String.valueOf(8 * MESSAGE_BYTES_MAX));
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("group.consumer.heartbeat.interval.ms", "1000");
        settings.put("group.consumer.min.heartbeat.interval.ms", "500");
        // Why: a machine that was off for weeks must not read its topics again from the start.
        settings.put("offsets.retention.minutes", String.valueOf(60 * 24 * 60));
    }

    /// Small segments with index files to match: the default index takes 10 MB for each partition.
    private static void addStorage(Map<String, String> settings) {
        settings.put("log.segment.bytes", String.valueOf(128 * 1024 * 1024));
        settings.put("log.index.size.max.bytes", String.valueOf(1024 * 1024));
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 * 1024 * 1024));
        settings.put("log.retention.check.interval.ms", "60000");
        settings.put("metadata.log.segment.bytes", String.valueOf(16 * 1024 * 1024));
        settings.put("metadata.max.retention.bytes", String.valueOf(64 * 1024 * 1024));
    }

    /// A laptop's worth: the defaults start four times as many.
    private static void addThreads(Map<String, String> settings) {
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        settings.put("num.replica.fetchers", "1");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "2");
    }
}
