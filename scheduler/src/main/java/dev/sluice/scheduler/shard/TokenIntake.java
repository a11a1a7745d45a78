package dev.sluice.scheduler.shard;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.TokenEvent.GenerationFenced;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.TokenEvent.TokenGenerated;
import dev.sluice.scheduler.shard.RequestState.Assigned;
import dev.sluice.scheduler.shard.RequestState.Ending;
import dev.sluice.scheduler.shard.RequestState.Fencing;
import dev.sluice.scheduler.shard.ShardEvent.EndRemembered;
import dev.sluice.scheduler.shard.ShardEvent.FenceTaken;
import dev.sluice.scheduler.shard.ShardEvent.RequestEnded;
import dev.sluice.scheduler.shard.ShardEvent.RequestSuperseded;
import dev.sluice.scheduler.shard.ShardEvent.StartTaken;
import dev.sluice.scheduler.shard.ShardEvent.TokenTaken;
import java.time.Instant;

/// Follows `tokens`, by the rules that every reader of it keeps: an index once and in order,
/// nothing of an epoch below the newest seen or impossibly far above it, the first end is the end.
/// Safe to be given records again.
final class TokenIntake {
    private final Verdict verdict;

    TokenIntake(Verdict verdict) {
        this.verdict = verdict;
    }

    Decision take(ShardState state, TokenEvent event, Instant now) {
        TrackedRequest tracked = state.find(event.requestId());
        if (tracked == null
                || event.epoch() < tracked.epoch()
                || !TokenEvent.mayFollow(event.epoch(), tracked.epoch())) {
            return Decision.NOTHING;
        }
        var draft = new Decision.Draft();
        switch (event) {
            case GenerationFenced fence -> takeFence(draft, state, tracked, fence, now);
            case GenerationStarted start -> {
                if (isNext(draft, tracked, start, 0)) {
                    draft.apply(new StartTaken(start.requestId(), start.promptTokens()));
                }
            }
            case TokenGenerated token -> {
                if (isNext(draft, tracked, token, token.index())) {
                    draft.apply(new TokenTaken(token.requestId(), token.tokenId()));
                }
            }
            case GenerationFinished end -> {
                if (isNext(draft, tracked, end, end.index())) {
                    takeEnd(draft, tracked, end, now);
                }
            }
        }
        return draft.done();
    }

    /// Any end of a request that is unknown when all unfinished ones are known is its last.
    Decision recall(ShardState state, TokenEvent event, Instant now) {
        if (event instanceof GenerationFinished end && !state.knows(end.requestId())) {
            return Decision.of(new EndRemembered(end.requestId()));
        }
        return take(state, event, now);
    }

    private void takeFence(
            Decision.Draft draft,
            ShardState state,
            TrackedRequest tracked,
            GenerationFenced fence,
            Instant now) {
        RequestId requestId = fence.requestId();
        if (isAwaited(state, tracked, fence)) {
            draft.apply(new FenceTaken(requestId, fence.epoch()));
            Failure failure = verdict.on(tracked, now);
            if (failure != null) {
                Endings.end(draft, tracked, fence.epoch(), failure, now);
            }
        } else if (fence.epoch() > tracked.epoch()) {
            draft.apply(new RequestSuperseded(requestId, fence.epoch(), true));
        }
    }

    private static boolean isAwaited(
            ShardState state, TrackedRequest tracked, GenerationFenced fence) {
        String own = Endings.fenceId(fence.requestId(), fence.epoch(), state.schedulerEpoch());
        return tracked.state() instanceof Fencing(int awaited)
                && awaited == fence.epoch()
                && fence.eventId().equals(own);
    }

    /// A worker's record of an epoch that this scheduler did not give: somebody else did.
    private static boolean isNext(
            Decision.Draft draft, TrackedRequest tracked, TokenEvent event, int index) {
        if (event.epoch() > tracked.epoch()) {
            draft.apply(new RequestSuperseded(event.requestId(), event.epoch(), false));
        }
        return tracked.history().isNext(index);
    }

    private static void takeEnd(
            Decision.Draft draft, TrackedRequest tracked, GenerationFinished end, Instant now) {
        draft.apply(new RequestEnded(end.requestId(), isByWorker(tracked, end.epoch()), now));
        if (tracked.state() instanceof Ending) {
            Endings.stopWorker(draft, tracked.request(), end, now);
        }
    }

    /// A scheduler's end is never of the epoch that a worker has: it fences before.
    private static boolean isByWorker(TrackedRequest tracked, int epoch) {
        return epoch == tracked.epoch()
                && (tracked.state() instanceof Assigned || tracked.state() instanceof Fencing);
    }
}
