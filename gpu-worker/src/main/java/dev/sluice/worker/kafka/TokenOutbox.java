package dev.sluice.worker.kafka;

import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.EventSender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Takes token records from the engine thread and sends them on a thread of its own, in order: the
/// engine never encodes, and never waits for a full client buffer. When no broker takes records for
/// minutes the outbox fills and refuses; a sequence that lost a record ends without an end, and the
/// scheduler, which misses it in the next heartbeat, starts it again from the log.
final class TokenOutbox implements AutoCloseable {
    private static final int CAPACITY = 65_536;

    private static final int DRAIN_MAX = 512;
    private static final long WAIT_MILLIS = 100;

    private record Outgoing(int partition, @Nullable String traceparent, TokenEvent event) {}

    private final ArrayBlockingQueue<Outgoing> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final EventSender sender;
    private final Consumer<Throwable> onLost;
    private final Thread thread;
    private volatile boolean closing;

    /// @param onLost called on a client thread when a record could not be delivered: the request's
    ///   log has a gap now, so this incarnation must end
    TokenOutbox(EventSender sender, Consumer<Throwable> onLost) {
        this.sender = sender;
        this.onLost = onLost;
        this.thread = Thread.ofPlatform().name("worker-tokens").daemon().start(this::run);
    }

    /// Engine thread, or the intake's; does not wait. False: the record is not taken.
    boolean put(int partition, @Nullable String traceparent, TokenEvent event) {
        return queue.offer(new Outgoing(partition, traceparent, event));
    }

    private void run() {
        List<Outgoing> taken = new ArrayList<>(DRAIN_MAX);
        try {
            while (!closing || !queue.isEmpty()) {
                Outgoing first = queue.poll(WAIT_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    taken.add(first);
                    queue.drainTo(taken, DRAIN_MAX - 1);
                    taken.forEach(this::send);
                    taken.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Outgoing out) {
        var _ =
                sender.send(
                                Topic.TOKENS,
                                out.partition(),
                                out.event().requestId().value(),
                                out.event(),
                                out.traceparent())
                        .whenComplete((_, failure) -> {
                            if (failure != null) {
                                onLost.accept(failure);
                            }
                        });
    }

    /// Sends what is queued and waits for the acknowledgements.
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.flush();
    }
}
