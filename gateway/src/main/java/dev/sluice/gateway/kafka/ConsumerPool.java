package dev.sluice.gateway.kafka;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.jspecify.annotations.Nullable;

/// Consumers without a group, lent to one thread at a time; at most so many at once. Connections
/// are kept, as making one costs more than most reads.
final class ConsumerPool implements AutoCloseable {
    private final Supplier<Consumer<byte[], byte[]>> clients;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<Consumer<byte[], byte[]>> idle =
            new ConcurrentLinkedDeque<>();
    private volatile boolean isClosed;

    ConsumerPool(Supplier<Consumer<byte[], byte[]>> clients, int consumersMax) {
        this.clients = clients;
        this.permits = new Semaphore(consumersMax);
    }

    /// Work with a consumer.
    interface Work<T> {
        T with(Consumer<byte[], byte[]> consumer) throws InterruptedException;
    }

    /// Null: none was free in time. A consumer whose work failed is not used again.
    <T> @Nullable T lend(Duration patience, Work<T> work) throws InterruptedException {
        if (!permits.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            return null;
        }
        Consumer<byte[], byte[]> consumer = null;
        boolean isSound = false;
        try {
            consumer = idle.poll();
            if (consumer == null) {
                consumer = clients.get();
            }
            T result = work.with(consumer);
            isSound = true;
            return result;
        } finally {
            giveBack(consumer, isSound);
            permits.release();
        }
    }

    private void giveBack(@Nullable Consumer<byte[], byte[]> consumer, boolean isSound) {
        if (consumer == null) {
            return;
        }
        if (isSound && !isClosed) {
            consumer.unsubscribe();
            idle.push(consumer);
        } else {
            consumer.close();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        for (Consumer<byte[], byte[]> consumer = idle.poll();
                consumer != null;
                consumer = idle.poll()) {
            consumer.close();
        }
    }
}
