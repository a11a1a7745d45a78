package dev.sluice.gateway.kafka;

import dev.sluice.contracts.topic.Topic;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/// How many partitions `stream` has, asked once: it does not change while a mesh runs. Thread-safe.
final class StreamPartitions implements IntSupplier {
    private final Supplier<Consumer<byte[], byte[]>> clients;
    private int count;

    StreamPartitions(Supplier<Consumer<byte[], byte[]>> clients) {
        this.clients = clients;
    }

    @Override
    public synchronized int getAsInt() {
        if (count == 0) {
            try (Consumer<byte[], byte[]> consumer = clients.get()) {
                count = consumer.partitionsFor(Topic.STREAM.topicName()).size();
            }
        }
        return count;
    }
}
