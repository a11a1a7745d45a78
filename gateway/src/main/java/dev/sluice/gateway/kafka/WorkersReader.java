package dev.sluice.gateway.kafka;

import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.WorkerEvent;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.contracts.json.Decoded;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.metrics.GatewayMetrics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/// Reads `workers` from its beginning and keeps the catalogue of models true. Of each poll only the
/// newest record of a worker is decoded: an uncompacted topic has a heartbeat for every 500 ms.
final class WorkersReader implements Loop.Body {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Supplier<Consumer<byte[], byte[]>> clients;
    private final EventCodec codec;
    private final ModelCatalogue catalogue;
    private final GatewayMetrics metrics;
    private Map<TopicPartition, Long> catchUpTo = Map.of();
    private volatile @Nullable Consumer<byte[], byte[]> client;

    WorkersReader(
            Supplier<Consumer<byte[], byte[]>> clients,
            EventCodec codec,
            ModelCatalogue catalogue,
            GatewayMetrics metrics) {
        this.clients = clients;
        this.codec = codec;
        this.catalogue = catalogue;
        this.metrics = metrics;
    }

    @Override
    public void step() {
        Consumer<byte[], byte[]> consumer = connected();
        Map<String, ConsumerRecord<byte[], byte[]>> newest = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> polled : consumer.poll(POLL)) {
            if (polled.key() != null) {
                newest.put(new String(polled.key(), StandardCharsets.UTF_8), polled);
            }
        }
        newest.forEach(this::apply);
        if (!catalogue.isComplete() && isCaughtUp(consumer)) {
            catalogue.markComplete();
        }
    }

    private Consumer<byte[], byte[]> connected() {
        Consumer<byte[], byte[]> consumer = client;
        if (consumer == null) {
            consumer = clients.get();
            client = consumer;
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topic.WORKERS.topicName()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            catchUpTo = consumer.endOffsets(partitions);
        }
        return consumer;
    }

    private boolean isCaughtUp(Consumer<byte[], byte[]> consumer) {
        return catchUpTo.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void apply(String workerId, ConsumerRecord<byte[], byte[]> heartbeat) {
        if (heartbeat.value() == null) {
            remove(workerId);
            return;
        }
        switch (codec.decode(WorkerEvent.class, heartbeat.value())) {
            case Decoded.Valid<WorkerEvent>(WorkerReported reported) -> catalogue.apply(reported);
            // The scheduler puts it aside; here it only does not count.
            case Decoded.Malformed<WorkerEvent> _ -> metrics.onMalformedRecord(heartbeat.topic());
        }
    }

    private void remove(String workerId) {
        try {
            catalogue.remove(new WorkerId(workerId));
        } catch (IllegalArgumentException notOurs) {
            metrics.onMalformedRecord(Topic.WORKERS.topicName());
        }
    }

    @Override
    public void reset() {
        Consumer<byte[], byte[]> consumer = client;
        client = null;
        if (consumer != null) {
            consumer.close();
        }
    }

    @Override
    public void wake() {
        Consumer<byte[], byte[]> consumer = client;
        if (consumer != null) {
            consumer.wakeup();
        }
    }
}
