package dev.sluice.runtime.kafka;

import dev.sluice.contracts.topic.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Settings of the plain clients, in one place. Keys and values are bytes: keys are UTF-8 text,
/// values are JSON.
public final class KafkaSettings {
    /// Records fetched at once: bounds what a loop holds between two commits.
    private static final int POLL_RECORDS_MAX = 500;

    /// What a consumer fetches at once, where nothing else is said.
    public static final int FETCH_BYTES_MAX = 32 * 1024 * 1024;

    /// After so long without a heartbeat a consumer's partitions go to others. The client's default
    /// of 45 s would be the time that a request waits after a kill; brokers allow no less than 6 s.
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    private static final int HEARTBEATS_PER_SESSION = 3;

    /// Never waited for: only what a round that forgot its flush would cost.
    private static final int BATCH_LINGER_MILLIS = 100;

    private static final Duration RECONNECT_BACKOFF_MAX = Duration.ofSeconds(1);

    private final String bootstrapServers;

    public KafkaSettings(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /// A producer for the hot path: acknowledged by all in-sync replicas, idempotent, and sent at
    /// once (`linger.ms` 0: the client's default of 5 ms would be added at every hop).
    ///
    /// `deliveryTimeout` bounds how long a record is tried: seconds where a client waits for the
    /// answer, hours where the record was accepted and must get through.
    public KafkaProducer<byte[], byte[]> producer(String clientId, Duration deliveryTimeout) {
        return new KafkaProducer<>(
                producerSettings(clientId, deliveryTimeout),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /// A producer for a loop that ends each of its rounds with [EventSender#flush]. What a round
    /// wrote to many partitions leaves as one request to each broker, with the round's end; a
    /// producer that sends at once makes a request of nearly every record.
    public KafkaProducer<byte[], byte[]> batchProducer(String clientId, Duration deliveryTimeout) {
        Map<String, Object> settings = producerSettings(clientId, deliveryTimeout);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, BATCH_LINGER_MILLIS);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private Map<String, Object> producerSettings(String clientId, Duration deliveryTimeout) {
        Map<String, Object> settings = common(clientId);
        int requestTimeoutMillis = (int) Math.min(10_000, deliveryTimeout.toMillis() / 2);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) deliveryTimeout.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, requestTimeoutMillis);
        settings.put(
                ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.min(60_000, deliveryTimeout.toMillis()));
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.RECORD_BYTES_MAX);
        return settings;
    }

    /// A consumer of a group; offsets are committed by the caller only.
    public KafkaConsumer<byte[], byte[]> groupConsumer(String clientId, String groupId) {
        return groupConsumer(groupSettings(clientId, groupId), SESSION_TIMEOUT);
    }

    /// One that fetches at a pace of its own.
    public KafkaConsumer<byte[], byte[]> groupConsumer(
            String clientId, String groupId, FetchPace pace) {
        Map<String, Object> settings = groupSettings(clientId, groupId);
        put(pace, settings);
        return groupConsumer(settings, SESSION_TIMEOUT);
    }

    /// A consumer of a group whose topics, or members, come and go: a change takes away only the
    /// partitions that another member gets.
    public KafkaConsumer<byte[], byte[]> steadyGroupConsumer(String clientId, String groupId) {
        return steadyGroupConsumer(clientId, groupId, SESSION_TIMEOUT);
    }

    /// One that is found dead after `sessionTimeout`.
    public KafkaConsumer<byte[], byte[]> steadyGroupConsumer(
            String clientId, String groupId, Duration sessionTimeout) {
        Map<String, Object> settings = groupSettings(clientId, groupId);
        settings.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        return groupConsumer(settings, sessionTimeout);
    }

    private static GroupConsumer groupConsumer(
            Map<String, Object> settings, Duration sessionTimeout) {
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) sessionTimeout.toMillis());
        return new GroupConsumer(settings, sessionTimeout.dividedBy(HEARTBEATS_PER_SESSION));
    }

    private Map<String, Object> groupSettings(String clientId, String groupId) {
        Map<String, Object> settings = consumerSettings(clientId);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    /// A consumer without a group, for `assign()` and `seek()`.
    public KafkaConsumer<byte[], byte[]> freeConsumer(String clientId) {
        return consumer(freeSettings(clientId));
    }

    /// A consumer without a group that fetches at a pace of its own.
    public KafkaConsumer<byte[], byte[]> freeConsumer(String clientId, FetchPace pace) {
        Map<String, Object> settings = freeSettings(clientId);
        put(pace, settings);
        return consumer(settings);
    }

    private static void put(FetchPace pace, Map<String, Object> settings) {
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, pace.bytesEnough());
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) pace.patience().toMillis());
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, pace.bytesMax());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Map<String, Object> freeSettings(String clientId) {
        Map<String, Object> settings = consumerSettings(clientId);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    /// Settings that an Admin client shares.
    public Map<String, Object> admin(String clientId) {
        return common(clientId);
    }

    private Map<String, Object> consumerSettings(String clientId) {
        Map<String, Object> settings = common(clientId);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS_MAX);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES_MAX);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topic.RECORD_BYTES_MAX);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }

    private Map<String, Object> common(String clientId) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        settings.put(
                CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                RECONNECT_BACKOFF_MAX.toMillis());
        settings.put(CommonClientConfigs.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }
}
