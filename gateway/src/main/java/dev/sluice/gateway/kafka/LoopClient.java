package dev.sluice.gateway.kafka;

import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/// The one consumer of a [Loop.Body]: made when it is first needed, and anew after a failed round.
/// Owned by the loop's thread but for [#wake].
final class LoopClient {
    private final Supplier<Consumer<byte[], byte[]>> clients;
    private volatile @Nullable Consumer<byte[], byte[]> client;

    LoopClient(Supplier<Consumer<byte[], byte[]>> clients) {
        this.clients = clients;
    }

    boolean isOpen() {
        return client != null;
    }

    /// The consumer; `onOpened` tells a new one what to read. Should that fail, [#reset] follows
    /// and closes it.
    Consumer<byte[], byte[]> open(java.util.function.Consumer<Consumer<byte[], byte[]>> onOpened) {
        Consumer<byte[], byte[]> consumer = client;
        if (consumer == null) {
            consumer = clients.get();
            client = consumer;
            onOpened.accept(consumer);
        }
        return consumer;
    }

    void reset() {
        Consumer<byte[], byte[]> consumer = client;
        client = null;
        if (consumer != null) {
            consumer.close();
        }
    }

    /// Any thread: ends a wait for records.
    void wake() {
        Consumer<byte[], byte[]> consumer = client;
        if (consumer != null) {
            consumer.wakeup();
        }
    }
}
