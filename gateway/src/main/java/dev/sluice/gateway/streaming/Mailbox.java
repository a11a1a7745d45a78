package dev.sluice.gateway.streaming;

import dev.sluice.contracts.event.StreamEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Hands one stream's records from the log's threads to one reader, bounded.
///
/// A new stream has the live lane only. A reopened one has the past too, read by a thread of its
/// own that may wait for the reader; live records are held until [#caughtUp], so that the reader
/// sees the past first, and each record of the log once. The live thread serves all streams and
/// must not wait: when the bound is reached, the reader is cut off as too slow.
///
/// `wake` runs on the log's threads when there is something to [#poll] and the reader does not know
/// it yet; it must only schedule.
public final class Mailbox {
    private record Live(StreamEvent event, long offset) {}

    private final int recordsMax;
    private final Runnable wake;
    private final Deque<StreamEvent> ready = new ArrayDeque<>();
    private final Deque<Live> live = new ArrayDeque<>();
    private long liveFrom;
    private boolean isCaughtUp;
    private boolean isReaderAwake;
    private boolean isClosed;
    private @Nullable Cut cut;

    private Mailbox(int recordsMax, Runnable wake, boolean isCaughtUp) {
        this.recordsMax = recordsMax;
        this.wake = wake;
        this.isCaughtUp = isCaughtUp;
    }

    /// For a stream that begins after this call.
    public static Mailbox ofNew(int recordsMax, Runnable wake) {
        return new Mailbox(recordsMax, wake, true);
    }

    /// For a stream that began before.
    public static Mailbox ofReopened(int recordsMax, Runnable wake) {
        return new Mailbox(recordsMax, wake, false);
    }

    /// A live record, from where it stands in the log. Never waits.
    public void offer(StreamEvent event, long offset) {
        if (add(event, offset)) {
            wake.run();
        }
    }

    private synchronized boolean add(StreamEvent event, long offset) {
        if (isClosed || cut != null || offset < liveFrom) {
            return false;
        }
        if (ready.size() + live.size() >= recordsMax) {
            cut = Cut.SLOW_READER;
            return true;
        }
        if (isCaughtUp) {
            ready.add(event);
            return rouse();
        }
        live.add(new Live(event, offset));
        return false;
    }

    /// A record of the past; waits for the reader. False: there is no reader any more, stop.
    public boolean put(StreamEvent event, Duration patience) throws InterruptedException {
        boolean wasAsleep;
        synchronized (this) {
            long deadlineNanos = System.nanoTime() + patience.toNanos();
            while (ready.size() >= recordsMax && !isOver()) {
                long nanos = deadlineNanos - System.nanoTime();
                if (nanos <= 0) {
                    cut = Cut.SLOW_READER;
                    break;
                }
                TimeUnit.NANOSECONDS.timedWait(this, nanos);
            }
            if (!isOver()) {
                ready.add(event);
            }
            wasAsleep = rouse();
        }
        if (wasAsleep || isCut()) {
            wake.run();
        }
        return !isEnded();
    }

    /// The past is complete up to an offset: what came live from there on follows.
    public void caughtUp(long offset) {
        boolean wasAsleep;
        synchronized (this) {
            isCaughtUp = true;
            liveFrom = offset;
            ready.addAll(
                    live.stream()
                            .filter(held -> held.offset() >= offset)
                            .map(Live::event)
                            .toList());
            live.clear();
            wasAsleep = !ready.isEmpty() && rouse();
        }
        if (wasAsleep) {
            wake.run();
        }
    }

    /// Ends it for the reader, at once: what is not polled yet is dropped and can be resumed.
    public void cut(Cut reason) {
        synchronized (this) {
            if (isOver()) {
                return;
            }
            cut = reason;
            notifyAll();
        }
        wake.run();
    }

    /// The next record; null when there is none now: the reader will be woken.
    public synchronized @Nullable StreamEvent poll() {
        StreamEvent next = ready.poll();
        if (next == null) {
            isReaderAwake = false;
        }
        notifyAll();
        return next;
    }

    public synchronized Optional<Cut> cut() {
        return Optional.ofNullable(cut);
    }

    /// The reader left.
    public synchronized void close() {
        isClosed = true;
        ready.clear();
        live.clear();
        notifyAll();
    }

    public synchronized boolean isEnded() {
        return isOver();
    }

    private synchronized boolean isCut() {
        return cut != null;
    }

    private boolean isOver() {
        return isClosed || cut != null;
    }

    private boolean rouse() {
        boolean wasAsleep = !isReaderAwake;
        isReaderAwake = true;
        return wasAsleep;
    }
}
