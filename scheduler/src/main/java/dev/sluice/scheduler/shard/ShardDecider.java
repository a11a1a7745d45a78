package dev.sluice.scheduler.shard;

import dev.sluice.contracts.event.ControlEvent;
import dev.sluice.contracts.event.ControlEvent.CancelInference;
import dev.sluice.contracts.event.ControlEvent.ChangeDeadline;
import dev.sluice.contracts.event.ControlEvent.ChangePriority;
import dev.sluice.scheduler.queueing.Urgency;
import dev.sluice.scheduler.shard.Command.AdmitRequest;
import dev.sluice.scheduler.shard.Command.CheckEnds;
import dev.sluice.scheduler.shard.Command.CheckLeases;
import dev.sluice.scheduler.shard.Command.Dispatch;
import dev.sluice.scheduler.shard.Command.GoLive;
import dev.sluice.scheduler.shard.Command.InheritRequest;
import dev.sluice.scheduler.shard.Command.PassLeaseTime;
import dev.sluice.scheduler.shard.Command.RecallTokenEvent;
import dev.sluice.scheduler.shard.Command.RefuseMalformed;
import dev.sluice.scheduler.shard.Command.TakeControlEvent;
import dev.sluice.scheduler.shard.Command.TakeReport;
import dev.sluice.scheduler.shard.Command.TakeTokenEvent;
import dev.sluice.scheduler.shard.Command.TakeWeight;
import dev.sluice.scheduler.shard.ShardEvent.CancelNoted;
import dev.sluice.scheduler.shard.ShardEvent.LeaseTimePassed;
import dev.sluice.scheduler.shard.ShardEvent.UrgencyChanged;
import dev.sluice.scheduler.shard.ShardEvent.WeightDefined;
import java.time.Instant;

/// The scheduler's rules: a command against a state gives a decision, and changes nothing. Without
/// state of its own; the same state, command and time give the same decision.
public final class ShardDecider {
    private final Admission admission;
    private final TokenIntake tokens;
    private final Sweeps sweeps;
    private final Dispatcher dispatcher;

    public ShardDecider(ShardSettings settings) {
        var verdict = new Verdict(settings.lease().attemptsMax());
        admission = new Admission(settings.queueing());
        tokens = new TokenIntake(verdict);
        sweeps = new Sweeps(settings.lease(), verdict);
        dispatcher = new Dispatcher(settings, verdict);
    }

    public Decision decide(ShardState state, Command command, Instant now) {
        return switch (command) {
            case AdmitRequest c -> admission.admit(state, c.request(), now);
            case InheritRequest c -> admission.inherit(state, c.request(), now);
            case RefuseMalformed c -> admission.refuseMalformed(state, c, now);
            case TakeTokenEvent c -> tokens.take(state, c.event(), now);
            case RecallTokenEvent c -> tokens.recall(state, c.event(), now);
            case TakeControlEvent c -> control(state, c.event());
            case TakeWeight c -> Decision.of(new WeightDefined(c.tenantId(), c.weight()));
            case TakeReport c -> WorkerIntake.take(state, c.report(), now);
            case GoLive c -> WorkerIntake.goLive(state, c.lastReports(), now);
            case PassLeaseTime c -> Decision.of(new LeaseTimePassed(c.elapsed()));
            case CheckLeases _ -> sweeps.checkLeases(state, now);
            case CheckEnds _ -> sweeps.checkEnds(state, now);
            case Dispatch _ -> dispatcher.dispatch(state, now);
        };
    }

    private static Decision control(ShardState state, ControlEvent event) {
        TrackedRequest tracked = state.find(event.requestId());
        if (tracked == null) {
            return earlyControl(state, event);
        }
        Urgency urgency = tracked.request().urgency();
        return switch (event) {
            case CancelInference _ when tracked.cancellation() != null -> Decision.NOTHING;
            case CancelInference c -> Decision.of(new CancelNoted(c.requestId(), c.reason()));
            case ChangeDeadline c -> changed(tracked, urgency.withDeadline(c.deadline()));
            case ChangePriority c -> changed(tracked, urgency.withPriority(c.priority()));
        };
    }

    /// A cancel may come before its prompt, which masking holds longer. Other commands are about
    /// what waits or runs.
    private static Decision earlyControl(ShardState state, ControlEvent event) {
        return event instanceof CancelInference cancel && !state.knows(cancel.requestId())
                ? Decision.of(new CancelNoted(cancel.requestId(), cancel.reason()))
                : Decision.NOTHING;
    }

    private static Decision changed(TrackedRequest tracked, Urgency urgency) {
        return urgency.equals(tracked.request().urgency())
                ? Decision.NOTHING
                : Decision.of(new UrgencyChanged(tracked.requestId(), urgency));
    }
}
