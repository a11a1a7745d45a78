package dev.sluice.scheduler.simulation;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.scheduler.loop.Inbox;
import dev.sluice.scheduler.loop.Input;
import dev.sluice.scheduler.loop.LogSource;
import dev.sluice.scheduler.loop.LoopObserver;
import dev.sluice.scheduler.loop.LoopSettings;
import dev.sluice.scheduler.loop.LoopStatus;
import dev.sluice.scheduler.loop.Outbox;
import dev.sluice.scheduler.loop.Ports;
import dev.sluice.scheduler.loop.PromptSource;
import dev.sluice.scheduler.loop.RejectedRecord;
import dev.sluice.scheduler.loop.SchedulerLoop;
import dev.sluice.scheduler.shard.DeadLetter;
import dev.sluice.scheduler.shard.Outgoing;
import dev.sluice.scheduler.shard.ShardEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/// One scheduler process: the production loop, and pumps that read the simulated topics at random
/// speeds. It can be killed, stopped and continued; its writes and commits can fail.
final class SimScheduler implements Inbox, PromptSource, LogSource, Outbox, LoopObserver {
    private static final long RESTART_MILLIS_MAX = 3_000;
    private static final int READ_COUNT_MAX = 20;

    private record Held(int partition, Outgoing outgoing) {}

    private record Commit(long nextOffset, long schedulerEpoch) {}

    private record Target(long rewind, List<Long> ends) {}

    /// How far a shard's prompts are read.
    private static final class PromptReading {
        private long offset;
        private long catchUpEnd;
        private boolean caughtUp;
        private boolean paused;
    }

    private final int member;
    private final LoopSettings settings;
    private final SimBroker broker;
    private final SimGroup group;
    private final SimClock clock;
    private final SplittableRandom random;
    private final Map<Integer, PromptReading> readings = new TreeMap<>();
    private final Deque<Input> inbox = new ArrayDeque<>();
    private final Deque<Target> rewindsAsked = new ArrayDeque<>();
    private final Map<Long, Instant> rewindTimes = new HashMap<>();
    private final List<Target> targets = new ArrayList<>();
    private final Map<Integer, Commit> commits = new TreeMap<>();
    private final List<Held> held = new ArrayList<>();
    private final long[] tokenOffsets = new long[SimBroker.STREAM_PARTITIONS];
    private long controlOffset;
    private long workerOffset;
    private long awakeAt;
    private boolean dead;
    private boolean holdsWrites;
    private boolean mayFail;
    private SchedulerLoop loop;
    final List<RuntimeException> failures = new ArrayList<>();
    final Set<RequestId> deadLetters = new LinkedHashSet<>();

    SimScheduler(
            int member,
            LoopSettings settings,
            SimBroker broker,
            SimGroup group,
            SimClock clock,
            SplittableRandom random) {
        this.member = member;
        this.settings = settings;
        this.broker = broker;
        this.group = group;
        this.clock = clock;
        this.random = random;
        this.loop = start();
    }

    private SchedulerLoop start() {
        dead = false;
        inbox.clear();
        readings.clear();
        rewindsAsked.clear();
        targets.clear();
        held.clear();
        commits.clear();
        holdsWrites = false;
        for (int i = 0; i < tokenOffsets.length; i++) {
            tokenOffsets[i] = broker.tokens.get(i).end();
        }
        controlOffset = broker.control.end();
        workerOffset = 0;
        return new SchedulerLoop(settings, new Ports(this, this, this, this, this, clock));
    }

    // --- faults

    void kill() {
        dead = true;
        awakeAt = clock.millis() + random.nextLong(RESTART_MILLIS_MAX);
    }

    /// Stops the process; what its last step wrote reaches the broker only when it goes on.
    void stopFor(long millis) throws InterruptedException {
        if (isAsleep()) {
            return;
        }
        holdsWrites = true;
        loop.step();
        awakeAt = clock.millis() + millis;
    }

    private boolean isAsleep() {
        return clock.millis() < awakeAt;
    }

    // --- one round

    void step(boolean withFaults) throws InterruptedException {
        if (isAsleep()) {
            return;
        }
        mayFail = withFaults;
        if (dead) {
            loop = start();
        }
        releaseWrites();
        // A process that just woke up works on what it had read before it hears from the group.
        loop.step();
        followGroup();
        storeCommits();
        readPrompts();
        readLog();
        readWorkers();
        loop.step();
    }

    private void releaseWrites() {
        holdsWrites = false;
        held.forEach(write -> broker.append(write.partition(), write.outgoing().event()));
        held.clear();
    }

    private void followGroup() {
        group.hear(member);
        for (int shard = 0; shard < SimBroker.SHARDS; shard++) {
            boolean owns = group.owns(member, shard);
            if (!owns && readings.remove(shard) != null) {
                inbox.add(new Input.ShardRevoked(shard, () -> {}));
            } else if (owns && !readings.containsKey(shard)) {
                acquire(shard);
            }
        }
    }

    /// Sooner or later, and only by the owner.
    private void storeCommits() {
        if (mayFail && random.nextInt(4) > 0) {
            return;
        }
        commits.forEach((shard, commit) -> {
            SimGroup.Seat seat = group.seat(shard);
            if (readings.containsKey(shard) && commit.schedulerEpoch() >= seat.storedEpoch) {
                seat.storedOffset = commit.nextOffset();
                seat.storedEpoch = commit.schedulerEpoch();
            }
        });
        commits.clear();
    }

    private void acquire(int shard) {
        SimGroup.Seat seat = group.seat(shard);
        seat.storedEpoch++;
        var reading = new PromptReading();
        reading.offset = seat.storedOffset;
        reading.catchUpEnd = broker.prompts.get(shard).end();
        readings.put(shard, reading);
        inbox.add(new Input.ShardAcquired(shard, seat.storedOffset, seat.storedEpoch));
    }

    private void readPrompts() {
        readings.forEach((shard, reading) -> {
            SimLog<PromptMasked> log = broker.prompts.get(shard);
            int count = random.nextInt(READ_COUNT_MAX);
            while (!reading.paused && count-- > 0 && reading.offset < log.end()) {
                SimLog.Entry<PromptMasked> entry = log.at(reading.offset++);
                inbox.add(
                        new Input.PromptRead(
                                shard,
                                entry.offset(),
                                entry.writtenAt(),
                                entry.event(),
                                100,
                                null));
            }
            if (!reading.caughtUp && reading.offset >= reading.catchUpEnd) {
                reading.caughtUp = true;
                reading.paused = true;
                inbox.add(new Input.PromptsCaughtUp(shard));
            }
        });
    }

    private void readLog() {
        for (Target asked = rewindsAsked.poll(); asked != null; asked = rewindsAsked.poll()) {
            seekBack(asked.rewind());
        }
        for (int partition = 0; partition < tokenOffsets.length; partition++) {
            SimLog<TokenEvent> log = broker.tokens.get(partition);
            int count = random.nextInt(READ_COUNT_MAX);
            while (count-- > 0 && tokenOffsets[partition] < log.end()) {
                inbox.add(new Input.TokenRead(log.at(tokenOffsets[partition]++).event()));
            }
        }
        while (controlOffset < broker.control.end()) {
            inbox.add(new Input.ControlRead(broker.control.at(controlOffset++).event()));
        }
        tellCaughtUp();
    }

    private void seekBack(long rewind) {
        Instant from = rewindTimes.getOrDefault(rewind, Instant.MIN);
        List<Long> ends = new ArrayList<>();
        for (int i = 0; i < tokenOffsets.length; i++) {
            SimLog<TokenEvent> log = broker.tokens.get(i);
            tokenOffsets[i] = Math.min(tokenOffsets[i], log.offsetOf(from));
            ends.add(log.end());
        }
        controlOffset = Math.min(controlOffset, broker.control.offsetOf(from));
        targets.add(new Target(rewind, ends));
        inbox.add(new Input.LogRewound(rewind));
    }

    private void tellCaughtUp() {
        for (Target target : List.copyOf(targets)) {
            boolean reached = true;
            for (int i = 0; i < tokenOffsets.length; i++) {
                reached &= tokenOffsets[i] >= target.ends().get(i);
            }
            if (reached) {
                targets.remove(target);
                inbox.add(new Input.LogCaughtUp(target.rewind()));
            }
        }
    }

    private void readWorkers() {
        int count = random.nextInt(READ_COUNT_MAX);
        while (count-- > 0 && workerOffset < broker.workers.end()) {
            inbox.add(new Input.ReportRead(broker.workers.at(workerOffset++).event()));
        }
        if (workerOffset >= broker.workers.end()) {
            inbox.add(new Input.WorkersCaughtUp(clock.instant()));
        }
    }

    // --- ports

    @Override
    public List<Input> take(Duration patience) {
        List<Input> taken = List.copyOf(inbox);
        inbox.clear();
        return taken;
    }

    @Override
    public void resume(int shard) {
        PromptReading reading = readings.get(shard);
        if (reading != null) {
            reading.paused = false;
        }
    }

    @Override
    public void commit(int shard, long nextOffset, long schedulerEpoch) {
        commits.put(shard, new Commit(nextOffset, schedulerEpoch));
    }

    @Override
    public void reacquire(int shard) {
        readings.remove(shard);
    }

    @Override
    public void rewind(long rewind, Instant from) {
        rewindTimes.put(rewind, from);
        rewindsAsked.add(new Target(rewind, List.of()));
    }

    /// A write may fail before it reaches the broker, or after.
    @Override
    public CompletableFuture<Void> send(Outgoing outgoing) {
        int partition = outgoing.partition() == null ? 0 : outgoing.partition();
        int fault = mayFail ? random.nextInt(400) : 400;
        if (fault == 0) {
            return CompletableFuture.failedFuture(new IllegalStateException("not written"));
        }
        if (holdsWrites) {
            held.add(new Held(partition, outgoing));
        } else {
            broker.append(partition, outgoing.event());
        }
        return fault == 1
                ? CompletableFuture.failedFuture(new IllegalStateException("written, not told"))
                : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> setAside(int shard, DeadLetter letter) {
        deadLetters.add(letter.request().requestId());
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onDeadLetter(DeadLetter letter) {}

    @Override
    public void renew() {}

    @Override
    public void onEvent(ShardEvent event) {}

    @Override
    public void onRejected(RejectedRecord rejected) {}

    @Override
    public void onStep(Duration took) {}

    @Override
    public void onLive(int shard, int unfinished) {}

    @Override
    public void onDropped(int shard, String reason) {}

    @Override
    public void onFailure(RuntimeException failure) {
        failures.add(failure);
    }

    LoopStatus status() {
        return loop.status();
    }
}
