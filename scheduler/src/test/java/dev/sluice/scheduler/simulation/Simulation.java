package dev.sluice.scheduler.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.scheduler.batching.BatchingSettings;
import dev.sluice.scheduler.lease.LeaseSettings;
import dev.sluice.scheduler.loop.LoopSettings;
import dev.sluice.scheduler.placement.PlacementSettings;
import dev.sluice.scheduler.queueing.QueueingSettings;
import dev.sluice.scheduler.queueing.TenantWeights;
import dev.sluice.scheduler.shard.ShardSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// One run: requests come and faults happen for a while, then faults end and everything must drain.
final class Simulation {
    private static final List<Priority> PRIORITIES = List.of(Priority.values());
    private static final int REQUESTS = 40;
    private static final int SLOTS = 3;
    private static final int SCHEDULERS = 2;
    private static final int ATTEMPTS_MAX = 3;
    private static final int WAITING_MAX = 12;
    private static final long FAULTS_END_MILLIS = 20_000;
    private static final long DRAINED_MILLIS_MAX = 90_000;
    private static final long FOR_EVER = 2 * DRAINED_MILLIS_MAX;

    private interface Action {
        void run() throws InterruptedException;
    }

    private record Timed(long atMillis, long sequence, Action action) implements Comparable<Timed> {
        @Override
        public int compareTo(Timed other) {
            int byTime = Long.compare(atMillis, other.atMillis);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }

    private final SplittableRandom random;
    private final SimClock clock = new SimClock();
    private final TokenOracle oracle = new TokenOracle();
    private final SimBroker broker = new SimBroker(clock, new Invariants(oracle, SLOTS));
    private final SimGroup group = new SimGroup(clock, SimBroker.SHARDS, SCHEDULERS);
    private final PriorityQueue<Timed> agenda = new PriorityQueue<>();
    private final Map<RequestId, SimRequest> requests = new LinkedHashMap<>();
    private final Set<RequestId> cancelled = new LinkedHashSet<>();
    private final List<SimWorker> workers = new ArrayList<>();
    private final List<SimScheduler> schedulers = new ArrayList<>();
    private long sequence;

    Simulation(long seed) {
        this.random = new SplittableRandom(seed);
    }

    void run() throws InterruptedException {
        populate();
        for (int i = 0; i < REQUESTS; i++) {
            at(random.nextLong(FAULTS_END_MILLIS / 2), request(i));
        }
        at(200, this::fault);
        while (!isDrained()) {
            if (clock.millis() > DRAINED_MILLIS_MAX) {
                fail("everything must drain; open: " + open());
            }
            Timed next = Objects.requireNonNull(agenda.poll());
            clock.moveTo(next.atMillis());
            next.action().run();
        }
        requests.values().forEach(this::checkEnd);
        schedulers.forEach(scheduler -> assertThat(scheduler.failures).isEmpty());
    }

    private void populate() {
        for (int i = 0; i < SCHEDULERS; i++) {
            var scheduler = new SimScheduler(i, settings(), broker, group, clock, random.split());
            schedulers.add(scheduler);
            group.hear(i);
            at(1, () -> repeat(10, 40, () -> stepScheduler(scheduler)));
        }
        for (int i = 0; i < 2 * SimBroker.SHARDS; i++) {
            var worker =
                    new SimWorker(
                            "w" + i,
                            pool(i % SimBroker.SHARDS),
                            SLOTS,
                            broker,
                            clock,
                            random.split(),
                            id -> Objects.requireNonNull(requests.get(id)));
            workers.add(worker);
            at(1, () -> repeat(10, 60, () -> worker.step(hasFaults())));
        }
    }

    private static LoopSettings settings() {
        var shard =
                new ShardSettings(
                        new QueueingSettings(
                                WAITING_MAX, WAITING_MAX, 1_000_000, 1_000, 3, TenantWeights.ALIKE),
                        new BatchingSettings(2, 2, 1, Duration.ofMillis(30), 100_000),
                        new PlacementSettings(34, 50, 2),
                        new LeaseSettings(
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(5),
                                ATTEMPTS_MAX));
        return new LoopSettings(
                shard, Duration.ofMillis(SimGroup.SESSION_MILLIS), Duration.ofSeconds(10));
    }

    private void stepScheduler(SimScheduler scheduler) throws InterruptedException {
        scheduler.step(hasFaults());
        group.rebalance();
    }

    private static PoolName pool(int shard) {
        return new PoolName("pool-" + shard);
    }

    private boolean hasFaults() {
        return clock.millis() < FAULTS_END_MILLIS;
    }

    private void at(long millis, Action action) {
        agenda.add(new Timed(clock.millis() + millis, sequence++, action));
    }

    private void repeat(long millisMin, long millisMax, Action action) throws InterruptedException {
        action.run();
        at(random.nextLong(millisMin, millisMax), () -> repeat(millisMin, millisMax, action));
    }

    // --- what clients do

    private Action request(int number) {
        return () -> {
            int shard = random.nextInt(SimBroker.SHARDS);
            Instant deadline =
                    random.nextInt(6) == 0
                            ? clock.instant().plusMillis(random.nextLong(200, 5_000))
                            : null;
            var request =
                    new SimRequest(
                            new RequestId("r" + number),
                            shard,
                            pool(shard),
                            random.nextInt(SimBroker.STREAM_PARTITIONS),
                            random.nextInt(1, 30),
                            PRIORITIES.get(random.nextInt(PRIORITIES.size())),
                            deadline,
                            random.nextInt(40) == 0);
            requests.put(request.requestId(), request);
            oracle.add(request);
            var prompt = request.prompt(clock.instant());
            broker.append(shard, prompt);
            if (random.nextInt(5) == 0) {
                at(random.nextLong(8_000), () -> broker.append(shard, prompt));
            }
            if (random.nextInt(6) == 0) {
                at(random.nextLong(3_000), () -> cancel(request));
            }
        };
    }

    private void cancel(SimRequest request) {
        cancelled.add(request.requestId());
        broker.append(
                0,
                new CancelInference(
                        request.requestId() + "/cancel",
                        request.requestId(),
                        TenantId.DEFAULT,
                        clock.instant(),
                        "client"));
    }

    // --- what goes wrong

    private void fault() throws InterruptedException {
        if (!hasFaults()) {
            return;
        }
        SimWorker worker = workers.get(random.nextInt(workers.size()));
        SimScheduler scheduler = schedulers.get(random.nextInt(SCHEDULERS));
        switch (random.nextInt(8)) {
            case 0 -> worker.kill();
            case 1 -> worker.stopFor(random.nextLong(500, 9_000));
            case 2 -> worker.drain();
            case 3 -> scheduler.kill();
            case 4 -> scheduler.stopFor(random.nextLong(500, 12_000));
            case 5 -> worker.hangFor(random.nextLong(500, 12_000));
            case 6 -> hangForEver(worker);
            default -> {
                // A quiet while.
            }
        }
        at(random.nextLong(200, 2_500), this::fault);
    }

    /// Reports go on, and nobody restarts it. Another worker of the pool must be left.
    private void hangForEver(SimWorker worker) {
        boolean isAlone =
                workers.stream()
                        .filter(other -> other != worker && other.pool().equals(worker.pool()))
                        .anyMatch(SimWorker::hangsForEver);
        if (!isAlone) {
            worker.hangFor(FOR_EVER);
        }
    }

    // --- what must come of it

    private boolean isDrained() {
        return !hasFaults()
                && requests.keySet().stream().allMatch(oracle::isEnded)
                && isCommitted();
    }

    private List<RequestId> open() {
        return requests.keySet().stream().filter(id -> !oracle.isEnded(id)).toList();
    }

    private boolean isCommitted() {
        for (int shard = 0; shard < SimBroker.SHARDS; shard++) {
            if (group.seat(shard).storedOffset < broker.prompts.get(shard).end()) {
                return false;
            }
        }
        return schedulers.stream().allMatch(scheduler -> scheduler.status().waitingCount() == 0);
    }

    private void checkEnd(SimRequest request) {
        TokenOracle.View view = oracle.view(request.requestId());
        GenerationFinished end = Objects.requireNonNull(view.end);
        Failure failure = end.failure();
        if (failure != null) {
            assertThat(mayEndSo(request, view, failure.code(), end))
                    .as("%s ended with %s after %d fences", request, failure, view.fences)
                    .isTrue();
        }
    }

    private boolean mayEndSo(
            SimRequest request, TokenOracle.View view, ErrorCode code, GenerationFinished end) {
        return switch (code) {
            case QUEUE_FULL -> view.tokenIds.isEmpty() && end.index() == 0;
            case CANCELLED -> cancelled.contains(request.requestId());
            case DEADLINE_EXCEEDED -> isAfter(end.occurredAt(), request.deadline());
            case POISON_REQUEST -> view.fences >= ATTEMPTS_MAX;
            default -> false;
        };
    }

    private static boolean isAfter(Instant at, @Nullable Instant deadline) {
        return deadline != null && !at.isBefore(deadline);
    }
}
