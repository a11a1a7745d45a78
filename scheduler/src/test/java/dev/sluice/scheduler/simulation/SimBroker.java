package dev.sluice.scheduler.simulation;

import dev.sluice.contracts.event.AssignmentEvent;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The topics. Everyone who writes comes here, so that each record is checked as it is written.
final class SimBroker {
    static final int SHARDS = 2;
    static final int STREAM_PARTITIONS = 3;

    private final SimClock clock;
    private final Invariants invariants;
    final List<SimLog<PromptMasked>> prompts = logs(SHARDS);
    final List<SimLog<TokenEvent>> tokens = logs(STREAM_PARTITIONS);
    final SimLog<ControlEvent> control = new SimLog<>();
    final SimLog<WorkerReported> workers = new SimLog<>();
    final SimLog<AssignmentEvent> assignments = new SimLog<>();

    SimBroker(SimClock clock, Invariants invariants) {
        this.clock = clock;
        this.invariants = invariants;
    }

    private static <E> List<SimLog<E>> logs(int count) {
        return new ArrayList<>(IntStream.range(0, count).mapToObj(_ -> new SimLog<E>()).toList());
    }

    void append(int partition, Event event) {
        switch (event) {
            case PromptMasked e -> prompts.get(partition).append(clock.instant(), e);
            case TokenEvent e -> {
                tokens.get(partition).append(clock.instant(), e);
                invariants.onToken(e);
            }
            case ControlEvent e -> control.append(clock.instant(), e);
            case WorkerReported e -> {
                workers.append(clock.instant(), e);
                invariants.onReport(e, clock.instant());
            }
            case AssignmentEvent e -> {
                assignments.append(clock.instant(), e);
                if (e instanceof BatchAssigned batch) {
                    invariants.onAssigned(batch, clock.instant());
                }
            }
            default -> throw new IllegalStateException("no such topic: " + event);
        }
    }
}
