package dev.sluice.runtime.kafka;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.topic.TenantTopic;
import dev.sluice.contracts.topic.Topic;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.TopicExistsException;

/// Creates the topics that are missing; leaves those that exist as they are.
public final class TopicAdmin {
    private static final int REPLICAS_MAX = 3;

    private final KafkaSettings settings;

    public TopicAdmin(KafkaSettings settings) {
        this.settings = settings;
    }

    /// Waits at most `patience` for the broker.
    ///
    /// @throws TimeoutException when no broker answered in time
    public void ensureTopics(Duration patience) throws TimeoutException, InterruptedException {
        ensure(
                brokers ->
                        Stream.of(Topic.values()).map(topic -> definition(topic, brokers)).toList(),
                patience);
    }

    /// Creates the topics that are these tenants' own.
    ///
    /// @throws IllegalArgumentException the brokers refuse a name: to them dots and underscores are
    ///   one, and another tenant's topics have the name already
    public void ensureTopics(Collection<TenantId> tenants, Duration patience)
            throws TimeoutException, InterruptedException {
        ensure(
                brokers ->
                        tenants.stream()
                                .flatMap(TopicAdmin::topicsOf)
                                .map(name -> definition(name, brokers))
                                .toList(),
                patience);
    }

    private static Stream<String> topicsOf(TenantId tenant) {
        return Stream.of(TenantTopic.values()).flatMap(topic -> topic.nameFor(tenant).stream());
    }

    private void ensure(IntFunction<List<NewTopic>> wanted, Duration patience)
            throws TimeoutException, InterruptedException {
        Admin admin = Admin.create(settings.admin("sluice-topics"));
        try {
            long millis = patience.toMillis();
            int brokers = admin.describeCluster().nodes().get(millis, TimeUnit.MILLISECONDS).size();
            Set<String> existing = admin.listTopics().names().get(millis, TimeUnit.MILLISECONDS);
            List<NewTopic> missing =
                    wanted.apply(brokers).stream()
                            .filter(topic -> !existing.contains(topic.name()))
                            .toList();
            create(admin, missing, millis);
        } catch (ExecutionException e) {
            throw refused(e);
        } finally {
            // Why: a close without a limit waits for calls that nobody answers, a minute long.
            admin.close(Duration.ZERO);
        }
    }

    private RuntimeException refused(ExecutionException e) {
        return e.getCause() instanceof InvalidTopicException
                ? new IllegalArgumentException(String.valueOf(e.getCause().getMessage()), e)
                : new IllegalStateException(
                        "topics cannot be created at "
                                + settings.bootstrapServers()
                                + ": "
                                + e.getCause(),
                        e);
    }

    private static void create(Admin admin, List<NewTopic> missing, long millis)
            throws ExecutionException, InterruptedException, TimeoutException {
        for (var created : admin.createTopics(missing).values().values()) {
            try {
                created.get(millis, TimeUnit.MILLISECONDS);
            } catch (ExecutionException e) {
                // Another service starting at the same moment was faster: just as good.
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    static NewTopic definition(Topic topic, int brokers) {
        short replicas = (short) Math.min(REPLICAS_MAX, brokers);
        return new NewTopic(topic.topicName(), topic.defaultPartitions(brokers), replicas)
                .configs(configs(topic, replicas));
    }

    /// Stamped by the broker: how long a line waited must not hang on a producer's clock.
    static NewTopic definition(String name, int brokers) {
        short replicas = (short) Math.min(REPLICAS_MAX, brokers);
        Map<String, String> configs = configs(replicas);
        configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        configs.put(
                TopicConfig.RETENTION_MS_CONFIG, Long.toString(TenantTopic.RETENTION.toMillis()));
        return new NewTopic(name, TenantTopic.PARTITIONS, replicas).configs(configs);
    }

    private static Map<String, String> configs(Topic topic, short replicas) {
        Map<String, String> configs = configs(replicas);
        if (topic.isStampedByBroker()) {
            configs.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        }
        Duration retention = topic.keep().retention();
        if (retention == null) {
            configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        } else {
            configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
            configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        }
        return configs;
    }

    private static Map<String, String> configs(short replicas) {
        Map<String, String> configs = new HashMap<>();
        configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(Topic.RECORD_BYTES_MAX));
        // One replica may be lost without refusing writes, and no record lives on one broker alone.
        configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, replicas >= REPLICAS_MAX ? "2" : "1");
        return configs;
    }
}
