package dev.sluice.scheduler.loop;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// The scheduler, top down. One thread calls [#step] and owns all state:
///
/// 1. Take what arrived since the last step: prompts, tokens, reports, commands, shards that come
///    and go.
/// 2. Each input becomes a command to the shards that it concerns. A shard decides, applies what it
///    decided, and sends what must be written; the next decision sees the slot as taken.
/// 3. Timers, ten times a second: lost leases, passed deadlines, cancels.
/// 4. All waiting requests that fit go to free slots.
/// 5. Wait until everything sent is acknowledged. If a write failed, the shard's state is thrown
///    away and read from the log anew: there is no other recovery.
/// 6. Commit up to the oldest unfinished prompt.
public final class SchedulerLoop {
    private static final Duration TIMER_INTERVAL = Duration.ofMillis(100);
    private static final Duration FAILURE_PAUSE = Duration.ofSeconds(1);

    private final LoopSettings settings;
    private final Ports ports;
    private final PendingWrites writes = new PendingWrites();
    private final Shards shards;
    private final Duration patience;
    private Instant steppedAt;
    private Instant timersCheckedAt;
    private volatile LoopStatus status;

    public SchedulerLoop(LoopSettings settings, Ports ports) {
        this.settings = settings;
        this.ports = ports;
        this.patience = patience(settings);
        this.shards = new Shards(settings, ports, writes);
        this.steppedAt = ports.clock().instant();
        this.timersCheckedAt = steppedAt;
        this.status = shards.status(steppedAt);
    }

    /// A batch that waits for others must not wait for the next timer too.
    private static Duration patience(LoopSettings settings) {
        Duration waitMax = settings.shard().batching().waitMax();
        return waitMax.isPositive() && waitMax.compareTo(TIMER_INTERVAL) < 0
                ? waitMax
                : TIMER_INTERVAL;
    }

    /// Steps until the thread is interrupted. A failed step costs the state, not the scheduler.
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    step();
                } catch (RuntimeException e) {
                    recover(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void recover(RuntimeException failure) throws InterruptedException {
        ports.observer().onFailure(failure);
        writes.clear();
        shards.dropAll("the loop failed");
        shards.release();
        Thread.sleep(FAILURE_PAUSE);
    }

    /// One round; returns the number of inputs taken.
    public int step() throws InterruptedException {
        List<Input> inputs = ports.inbox().take(patience);
        Instant now = ports.clock().instant();
        dropIfAway(now);
        for (Input input : inputs) {
            shards.take(input, now);
        }
        shards.goLive(now);
        checkTimers(now);
        shards.dispatch(now);
        settle();
        shards.release();
        shards.commit();
        finishStep(now);
        return inputs.size();
    }

    /// A process that stood still (stopped, or waiting for a broker) longer than a group member may
    /// be silent must not write from what it knew: another one may have followed it.
    private void dropIfAway(Instant now) {
        if (Duration.between(steppedAt, now).compareTo(settings.awayMax()) > 0) {
            shards.dropAll("the loop stood still");
        }
        steppedAt = now;
    }

    private void checkTimers(Instant now) {
        if (Duration.between(timersCheckedAt, now).compareTo(TIMER_INTERVAL) >= 0) {
            timersCheckedAt = now;
            shards.checkTimers(now);
        }
    }

    private void settle() throws InterruptedException {
        Set<Integer> failed = writes.settle();
        if (!failed.isEmpty()) {
            ports.outbox().renew();
            failed.forEach(shard -> shards.drop(shard, "a write failed"));
        }
    }

    private void finishStep(Instant now) {
        ports.observer().onStep(Duration.between(now, ports.clock().instant()));
        status = shards.status(now);
    }

    /// Any thread.
    public LoopStatus status() {
        return status;
    }
}
