package dev.sluice.scheduler.shard;

import static dev.sluice.scheduler.Samples.NOW;

import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.batching.BatchingSettings;
import dev.sluice.scheduler.lease.LeaseSettings;
import dev.sluice.scheduler.placement.PlacementSettings;
import dev.sluice.scheduler.queueing.QueueingSettings;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.queueing.TenantWeights;
import dev.sluice.scheduler.shard.Command.AdmitRequest;
import dev.sluice.scheduler.shard.Command.CheckEnds;
import dev.sluice.scheduler.shard.Command.CheckLeases;
import dev.sluice.scheduler.shard.Command.Dispatch;
import dev.sluice.scheduler.shard.Command.PassLeaseTime;
import dev.sluice.scheduler.shard.Command.TakeControlEvent;
import dev.sluice.scheduler.shard.Command.TakeReport;
import dev.sluice.scheduler.shard.Command.TakeTokenEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// One shard and everything that it has written, decided and applied as the loop does it.
final class ShardFixture {
    static final int WAITING_MAX = 3;
    static final int ATTEMPTS_MAX = 3;
    static final long SCHEDULER_EPOCH = 7;
    static final Duration GRACE = Duration.ofSeconds(3);
    static final Duration PROGRESS = Duration.ofSeconds(30);

    static final ShardSettings SETTINGS =
            new ShardSettings(
                    new QueueingSettings(
                            WAITING_MAX, WAITING_MAX, 1_000, 100, 16, TenantWeights.ALIKE),
                    BatchingSettings.atOnce(8, 1_000_000),
                    new PlacementSettings(12, 100, 1),
                    new LeaseSettings(Duration.ofSeconds(3), GRACE, PROGRESS, ATTEMPTS_MAX));

    final ShardState state = new ShardState(SETTINGS, SCHEDULER_EPOCH);
    final List<Outgoing> written = new ArrayList<>();
    final List<DeadLetter> deadLetters = new ArrayList<>();
    final List<ShardEvent> applied = new ArrayList<>();
    Instant now = NOW;
    private final ShardDecider decider = new ShardDecider(SETTINGS);

    ShardFixture run(Command command) {
        Decision decision = decider.decide(state, command, now);
        decision.events().forEach(state::apply);
        applied.addAll(decision.events());
        written.addAll(decision.outgoing());
        deadLetters.addAll(decision.deadLetters());
        return this;
    }

    ShardFixture admit(Request request) {
        return run(new AdmitRequest(request));
    }

    ShardFixture take(TokenEvent event) {
        return run(new TakeTokenEvent(event));
    }

    ShardFixture take(WorkerReported report) {
        return run(new TakeReport(report));
    }

    ShardFixture take(ControlEvent event) {
        return run(new TakeControlEvent(event));
    }

    ShardFixture dispatch() {
        return run(new Dispatch());
    }

    ShardFixture timers() {
        return run(new CheckLeases()).run(new CheckEnds());
    }

    ShardFixture pass(Duration leaseTime) {
        now = now.plus(leaseTime);
        return run(new PassLeaseTime(leaseTime));
    }

    /// Reads back the newest record that was written to `tokens`.
    ShardFixture readBack() {
        return take(lastWritten(TokenEvent.class));
    }

    <E extends Event> List<E> written(Class<E> type) {
        return written.stream()
                .map(Outgoing::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    <E extends Event> E lastWritten(Class<E> type) {
        return written(type).getLast();
    }

    List<Assignment> assignments() {
        return written(BatchAssigned.class).stream()
                .flatMap(b -> b.assignments().stream())
                .toList();
    }

    GenerationFenced lastFence() {
        return lastWritten(GenerationFenced.class);
    }

    GenerationFinished lastEnd() {
        return lastWritten(GenerationFinished.class);
    }
}
