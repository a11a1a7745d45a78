package dev.sluice.simulation;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;

/// Virtual time, and what is to happen in it. Time moves from one event to the next.
public final class SimTime implements InstantSource {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /// Something that happens.
    public interface Action {
        void run() throws InterruptedException;
    }

    private record Timed(long atMillis, long sequence, Action action) implements Comparable<Timed> {
        @Override
        public int compareTo(Timed other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final PriorityQueue<Timed> agenda = new PriorityQueue<>();
    private long millis;
    private long sequence;

    @Override
    public Instant instant() {
        return START.plusMillis(millis);
    }

    @Override
    public long millis() {
        return millis;
    }

    public long nanos() {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    public void after(long delayMillis, Action action) {
        agenda.add(new Timed(millis + Math.max(0, delayMillis), sequence++, action));
    }

    void runNext() throws InterruptedException {
        Timed next = Objects.requireNonNull(agenda.poll(), "nothing will ever happen again");
        millis = next.atMillis();
        next.action().run();
    }
}
