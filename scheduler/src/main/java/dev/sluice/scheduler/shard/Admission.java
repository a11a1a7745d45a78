package dev.sluice.scheduler.shard;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.scheduler.queueing.QueueingSettings;
import dev.sluice.scheduler.queueing.Request;
import dev.sluice.scheduler.queueing.WaitingQueue;
import dev.sluice.scheduler.shard.Command.RefuseMalformed;
import dev.sluice.scheduler.shard.ShardEvent.RequestQueued;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whether a prompt is queued. The same request twice is taken once.
final class Admission {
    /// Room for what an assignment adds to a prompt's record: its envelope, and some ten thousand
    /// tokens of an earlier worker.
    private static final int RESERVED_BYTES = 512 * 1024;

    private static final int PROMPT_BYTES_MAX = Topic.RECORD_BYTES_MAX - RESERVED_BYTES;

    private final QueueingSettings settings;

    Admission(QueueingSettings settings) {
        this.settings = settings;
    }

    Decision admit(ShardState state, Request request, Instant now) {
        return decide(state, request, refusal(state, request, now), now, false);
    }

    Decision inherit(ShardState state, Request request, Instant now) {
        return decide(state, request, tooLarge(request), now, true);
    }

    private static Decision decide(
            ShardState state,
            Request request,
            @Nullable Failure refusal,
            Instant now,
            boolean inherited) {
        if (state.knows(request.requestId())) {
            return Decision.NOTHING;
        }
        if (refusal == null) {
            return Decision.of(new RequestQueued(request, inherited));
        }
        var draft = new Decision.Draft();
        Endings.refuse(
                draft,
                request.requestId(),
                request.tenantId(),
                request.spec().streamPartition(),
                request.traceparent(),
                refusal,
                now);
        return draft.done();
    }

    private @Nullable Failure refusal(ShardState state, Request request, Instant now) {
        String cancelReason = state.earlyCancelOf(request.requestId());
        if (cancelReason != null) {
            return Verdict.cancelled(cancelReason);
        }
        if (request.urgency().hasPassed(now)) {
            return Verdict.late(request.urgency().deadline());
        }
        Failure tooLarge = tooLarge(request);
        return tooLarge != null ? tooLarge : queueFull(state, request);
    }

    private static @Nullable Failure tooLarge(Request request) {
        return request.sizeBytes() <= PROMPT_BYTES_MAX
                ? null
                : Failure.of(
                        ErrorCode.BODY_TOO_LARGE,
                        "prompt record has "
                                + request.sizeBytes()
                                + " bytes, allowed are "
                                + PROMPT_BYTES_MAX);
    }

    private @Nullable Failure queueFull(ShardState state, Request request) {
        WaitingQueue queue = state.queue();
        Priority priority = request.urgency().priority();
        int countMax = settings.waitingCountMax(priority);
        if (queue.count(priority) >= countMax) {
            return full(state, request, queue.count(priority) + " requests", countMax);
        }
        if (queue.bytes(priority) + request.sizeBytes() > settings.waitingBytesMax()) {
            String has = queue.bytes(priority) + " bytes";
            return full(state, request, has, settings.waitingBytesMax());
        }
        return null;
    }

    private static Failure full(ShardState state, Request request, String has, long limit) {
        Priority priority = request.urgency().priority();
        String message =
                "waiting queue of "
                        + priority.name().toLowerCase(Locale.ROOT)
                        + " has "
                        + has
                        + ", limit is "
                        + limit;
        return new Failure(
                ErrorCode.QUEUE_FULL, message, state.retryAfterSeconds(request.pool(), priority));
    }

    /// Its tenant is unknown: the record that names it cannot be read.
    Decision refuseMalformed(ShardState state, RefuseMalformed malformed, Instant now) {
        if (state.knows(malformed.requestId())) {
            return Decision.NOTHING;
        }
        var draft = new Decision.Draft();
        Endings.refuse(
                draft,
                malformed.requestId(),
                TenantId.DEFAULT,
                malformed.streamPartition(),
                malformed.traceparent(),
                Failure.of(ErrorCode.MALFORMED_RECORD, malformed.reason()),
                now);
        return draft.done();
    }
}
