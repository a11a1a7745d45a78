package dev.sluice.scheduler.loop;

import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.scheduler.loop.Input.PromptRead;
import dev.sluice.scheduler.loop.Input.ShardAcquired;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.shard.Command;
import dev.sluice.scheduler.shard.Command.AdmitRequest;
import dev.sluice.scheduler.shard.Command.CheckEnds;
import dev.sluice.scheduler.shard.Command.CheckLeases;
import dev.sluice.scheduler.shard.Command.GoLive;
import dev.sluice.scheduler.shard.Command.InheritRequest;
import dev.sluice.scheduler.shard.Command.RecallTokenEvent;
import dev.sluice.scheduler.shard.Command.TakeControlEvent;
import dev.sluice.scheduler.shard.Command.TakeTokenEvent;
import dev.sluice.scheduler.shard.DeadLetter;
import dev.sluice.scheduler.shard.Decision;
import dev.sluice.scheduler.shard.Outgoing;
import dev.sluice.scheduler.shard.ShardDecider;
import dev.sluice.scheduler.shard.ShardEvent;
import dev.sluice.scheduler.shard.ShardState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One shard from its takeover until it is given up or dropped. First all that was written before
/// the takeover is read and applied; only then does the shard decide anything:
///
/// ```
/// PROMPTS ──toRewinding──▶ REWINDING ──onRewound──▶ LOG ──onLogCaughtUp──▶ READ ──goLive──▶ LIVE
/// ```
///
/// Records of `tokens` that arrive before the rewind took effect are left out: they come again, in
/// their order. Owned by the loop thread.
final class ShardRun {
    private enum Phase {
        /// Up to the end of `prompts` as it was at the takeover.
        PROMPTS,
        REWINDING,
        /// Up to the end of `tokens` and `control` as it was at the rewind.
        LOG,
        /// Waits for the workers' last reports.
        READ,
        LIVE
    }

    private static final long NO_OFFSET = -1;

    /// `tokens` is kept for a day: a prompt that claims to be older than that before it was written
    /// leads to nothing more.
    private static final Duration AGE_MAX = Duration.ofDays(1);

    private final int shard;
    private final ShardDecider decider;
    private final ShardState state;
    private final Ports ports;
    private final PendingWrites writes;
    private Phase phase = Phase.PROMPTS;
    private Instant oldestPrompt = Instant.MAX;
    private long rewind;
    private long nextOffset;
    private long storedOffset = NO_OFFSET;

    ShardRun(ShardAcquired acquired, LoopSettings settings, Ports ports, PendingWrites writes) {
        this.shard = acquired.shard();
        this.nextOffset = acquired.nextOffset();
        this.decider = new ShardDecider(settings.shard());
        this.state = new ShardState(settings.shard(), acquired.schedulerEpoch());
        this.ports = ports;
        this.writes = writes;
    }

    /// Decides, applies, sends. The caller waits for the acknowledgements before it commits.
    void execute(Command command, Instant now) {
        Decision decision = decider.decide(state, command, now);
        for (ShardEvent event : decision.events()) {
            state.apply(event);
            ports.observer().onEvent(event);
        }
        if (decision.isSilent()) {
            return;
        }
        for (Outgoing outgoing : decision.outgoing()) {
            writes.add(shard, ports.outbox().send(outgoing));
        }
        for (DeadLetter letter : decision.deadLetters()) {
            ports.observer().onDeadLetter(letter);
            writes.add(shard, ports.outbox().setAside(shard, letter));
        }
    }

    void onPrompt(PromptRead read, Instant now) {
        nextOffset = read.offset() + 1;
        Request request =
                Request.of(read.prompt(), read.offset(), now, read.sizeBytes(), read.traceparent());
        if (phase == Phase.PROMPTS) {
            noteAge(read);
            execute(new InheritRequest(request), now);
        } else {
            execute(new AdmitRequest(request), now);
        }
    }

    /// A copy of a prompt is younger than the request, whose end may be in the log already.
    private void noteAge(PromptRead read) {
        Instant acceptedAt = read.prompt().spec().acceptedAt();
        Instant earliest = read.writtenAt().minus(AGE_MAX);
        Instant accepted = acceptedAt.isBefore(earliest) ? earliest : acceptedAt;
        Instant age = accepted.isBefore(read.writtenAt()) ? accepted : read.writtenAt();
        if (age.isBefore(oldestPrompt)) {
            oldestPrompt = age;
        }
    }

    void onRejectedPrompt(long offset) {
        nextOffset = offset + 1;
    }

    boolean isReadingPrompts() {
        return phase == Phase.PROMPTS;
    }

    /// The time of the oldest prompt that may be unfinished; `now` for none.
    Instant oldestPrompt(Instant now) {
        return oldestPrompt.isBefore(now) ? oldestPrompt : now;
    }

    void toRewinding(long rewindAsked) {
        phase = Phase.REWINDING;
        rewind = rewindAsked;
    }

    void onRewound(long rewound) {
        if (phase == Phase.REWINDING && rewind == rewound) {
            phase = Phase.LOG;
        }
    }

    void onLogCaughtUp(long caughtUp) {
        if (phase == Phase.LOG && rewind == caughtUp) {
            phase = Phase.READ;
        }
    }

    boolean isRead() {
        return phase == Phase.READ;
    }

    void goLive(List<WorkerReported> lastReports, Instant now) {
        execute(new GoLive(lastReports), now);
        phase = Phase.LIVE;
        ports.prompts().resume(shard);
        ports.observer().onLive(shard, state.openCount());
    }

    void onToken(TokenEvent event, Instant now) {
        switch (phase) {
            case PROMPTS, REWINDING -> {
                // It comes again.
            }
            case LOG, READ -> execute(new RecallTokenEvent(event), now);
            case LIVE -> execute(new TakeTokenEvent(event), now);
        }
    }

    void onControl(ControlEvent event, Instant now) {
        switch (phase) {
            case PROMPTS, REWINDING -> {
                // It comes again.
            }
            case LOG, READ, LIVE -> execute(new TakeControlEvent(event), now);
        }
    }

    boolean isLive() {
        return phase == Phase.LIVE;
    }

    void checkTimers(Instant now) {
        execute(new CheckLeases(), now);
        execute(new CheckEnds(), now);
    }

    /// Stores the oldest unfinished offset when it has moved.
    void commit() {
        long offset = state.oldestArrival().orElse(nextOffset);
        if (offset != storedOffset) {
            ports.prompts().commit(shard, offset, state.schedulerEpoch());
            storedOffset = offset;
        }
    }

    int shard() {
        return shard;
    }

    boolean isSucceeded() {
        return state.isSucceeded();
    }

    int waitingCount() {
        return state.waitingCount();
    }
}
