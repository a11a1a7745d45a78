package dev.sluice.worker.kafka;

import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.EventSender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.jspecify.annotations.Nullable;

/// Takes token records from the engine thread and sends them on a thread of its own, in order: the
/// engine never encodes, and never waits for a full client buffer.
///
/// What one step of the engine wrote leaves as one request to each broker, once [#release] tells
/// that the step is over; steps that end while a request is under way share the next one. Sent one
/// by one, the records of eight streams were eight requests here, and eight more at each hop after
/// it.
///
/// When no broker takes records for minutes the outbox fills and refuses; a sequence that lost a
/// record ends without an end, and the scheduler, which misses it in the next heartbeat, starts it
/// again from the log.
///
/// Once a record is lost nothing is sent any more: a gap must not be followed by anything, or
/// readers would have to end the request there.
final class TokenOutbox implements AutoCloseable {
    private static final int CAPACITY = 65_536;

    /// How long a record waits that no step released: a first token, whose step goes on with
    /// everyone else's next one; a request that is refused before it runs.
    private static final long PATIENCE_MILLIS = 2;

    private record Outgoing(int partition, @Nullable String traceparent, TokenEvent event) {}

    private final EventSender sender;
    private final Consumer<Throwable> onLost;
    private final int capacity;
    private final Thread thread;

    /// One for all records.
    private final Callback onSent =
            (_, failure) -> {
                if (failure != null) {
                    lose(failure);
                }
            };

    private volatile boolean hasLost;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// These four: guarded by the lock.
    private List<Outgoing> written = new ArrayList<>();

    private List<Outgoing> spare = new ArrayList<>();
    private boolean isReleased;
    private boolean isClosing;

    /// @param sender of a batching producer: every round ends with a flush
    /// @param onLost called on a client thread when a record could not be delivered: the request's
    ///   log has a gap now, so this incarnation must end
    TokenOutbox(EventSender sender, Consumer<Throwable> onLost) {
        this(sender, onLost, CAPACITY);
    }

    /// @param capacity most records that wait
    TokenOutbox(EventSender sender, Consumer<Throwable> onLost, int capacity) {
        this.sender = sender;
        this.onLost = onLost;
        this.capacity = capacity;
        this.thread = Thread.ofPlatform().name("worker-tokens").daemon().unstarted(this::run);
    }

    TokenOutbox start() {
        thread.start();
        return this;
    }

    /// Engine thread, or the intake's; does not wait. False: the record is not taken.
    boolean put(int partition, @Nullable String traceparent, TokenEvent event) {
        lock.lock();
        try {
            if (hasLost || written.size() >= capacity) {
                return false;
            }
            written.add(new Outgoing(partition, traceparent, event));
            if (written.size() == 1) {
                changed.signal();
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Any thread: what was put so far may leave.
    void release() {
        lock.lock();
        try {
            if (!written.isEmpty()) {
                isReleased = true;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (step() > 0) {
                // Until it is closed and all has left.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// One round: sends what may leave, and waits until it has arrived. Returns the number of
    /// records; 0 once closed and all has left.
    int step() throws InterruptedException {
        List<Outgoing> batch = next();
        int count = batch.size();
        if (count > 0) {
            batch.forEach(this::send);
            sender.flush();
            batch.clear();
        }
        return count;
    }

    /// Any thread. Whether nothing waits.
    boolean isEmpty() {
        lock.lock();
        try {
            return written.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for what may leave; empty once closed and all has left.
    private List<Outgoing> next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (written.isEmpty() && !isClosing) {
                changed.await();
            }
            long nanosLeft = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            while (!isReleased && !isClosing && nanosLeft > 0) {
                nanosLeft = changed.awaitNanos(nanosLeft);
            }
            List<Outgoing> taken = written;
            written = spare;
            spare = taken;
            isReleased = false;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void send(Outgoing out) {
        if (!hasLost) {
            sender.send(
                    Topic.TOKENS,
                    out.partition(),
                    out.event().requestId().value(),
                    out.event(),
                    out.traceparent(),
                    onSent);
        }
    }

    private void lose(Exception failure) {
        hasLost = true;
        onLost.accept(failure);
    }

    /// Sends what is queued and waits for the acknowledgements.
    @Override
    public void close() {
        lock.lock();
        try {
            isClosing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sender.flush();
    }
}
