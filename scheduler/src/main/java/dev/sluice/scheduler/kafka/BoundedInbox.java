package dev.sluice.scheduler.kafka;

import dev.sluice.scheduler.loop.Inbox;
import dev.sluice.scheduler.loop.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.InterruptException;

/// The queue between the pumps and the loop. Full, it makes the pumps wait, so that no more is read
/// than the loop can keep up with.
final class BoundedInbox implements Inbox, InputSink {
    private static final int CAPACITY = 1024;
    private static final int TAKE_COUNT_MAX = 512;
    private static final long CLOSED_CHECK_MILLIS = 100;

    private final BlockingQueue<Input> queue = new ArrayBlockingQueue<>(CAPACITY);
    private volatile boolean closed;

    /// Waits for room; gives up when the inbox is closed.
    @Override
    public void put(Input input) {
        try {
            boolean taken = false;
            while (!taken && !closed) {
                taken = queue.offer(input, CLOSED_CHECK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public List<Input> take(Duration patience) throws InterruptedException {
        List<Input> taken = new ArrayList<>();
        Input first = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        if (first != null) {
            taken.add(first);
            queue.drainTo(taken, TAKE_COUNT_MAX - 1);
        }
        return taken;
    }

    void close() {
        closed = true;
    }
}
