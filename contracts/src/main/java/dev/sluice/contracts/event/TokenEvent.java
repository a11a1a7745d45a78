package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Topic `tokens`: the single order of a request's life, read by masking and the scheduler. Key:
/// the request id; partition: the request's stream partition.
///
/// A worker writes index 0 ([GenerationStarted]), then one record per token, then
/// [GenerationFinished]; indexes are contiguous. The scheduler writes [GenerationFenced] when it
/// takes a request from a worker, and [GenerationFinished] for a request that no worker will
/// finish: at index 0 and at once where no worker ever had it; else it fences first, reads its own
/// fence back, and so knows the one index that comes next. A reader takes an index once, in order,
/// and nothing of an epoch older than the newest it has seen; the first [GenerationFinished] it
/// takes is the end, whoever wrote it.
public sealed interface TokenEvent extends Event {
    /// No request is assigned so often: a higher epoch is made up.
    int EPOCH_MAX = Checks.EPOCH_MAX;

    /// A request begins with epoch 1, and each fence raises it by one. A record further ahead of
    /// the newest that was read of its request is made up: whoever followed it would use up the
    /// epochs that fence zombies. It is as far as this, and not 1, so that a reader that missed a
    /// record still follows.
    int EPOCH_STEP_MAX = 1_000;

    /// No token is so long, nor what is left of one at the end.
    int TEXT_LENGTH_MAX = 64 * 1_024;

    /// Whether an epoch may follow the newest one of its request, in the order of the log.
    static boolean mayFollow(int epoch, int newestEpoch) {
        return epoch <= newestEpoch + EPOCH_STEP_MAX;
    }

    RequestId requestId();

    TenantId tenantId();

    int epoch();

    @Doc("A worker begins: always index 0.")
    record GenerationStarted(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("the epoch of the assignment") int epoch,
            @Doc("when it began") Instant occurredAt,
            @Doc("the worker") WorkerId workerId,
            @Doc("the pool that serves it") PoolName pool,
            @Doc("when the request was accepted") Instant acceptedAt,
            @Doc("tokens of the prompt") int promptTokens,
            @Doc("whether a usage chunk follows the answer") boolean includeUsage,
            @Doc("the state of masking, as the assignment has it; absent: the default policy")
                    @Nullable String maskingState,
            @Doc(
                            "in which form calls of tools stand in the answer's text; absent: there"
                                    + " are none")
                    @Nullable String toolCallForm)
            implements TokenEvent {
        public GenerationStarted {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Checks.epoch(epoch);
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(workerId, "workerId");
            Objects.requireNonNull(pool, "pool");
            Objects.requireNonNull(acceptedAt, "acceptedAt");
            Checks.notNegative("promptTokens", promptTokens);
            Checks.toolCallForm(toolCallForm);
        }

        /// Of an answer without tools.
        public GenerationStarted(
                String eventId,
                RequestId requestId,
                TenantId tenantId,
                int epoch,
                Instant occurredAt,
                WorkerId workerId,
                PoolName pool,
                Instant acceptedAt,
                int promptTokens,
                boolean includeUsage,
                @Nullable String maskingState) {
            this(
                    eventId,
                    requestId,
                    tenantId,
                    epoch,
                    occurredAt,
                    workerId,
                    pool,
                    acceptedAt,
                    promptTokens,
                    includeUsage,
                    maskingState,
                    null);
        }

        /// A request that masking needs to know nothing of.
        public GenerationStarted(
                String eventId,
                RequestId requestId,
                TenantId tenantId,
                int epoch,
                Instant occurredAt,
                WorkerId workerId,
                PoolName pool,
                Instant acceptedAt,
                int promptTokens,
                boolean includeUsage) {
            this(
                    eventId,
                    requestId,
                    tenantId,
                    epoch,
                    occurredAt,
                    workerId,
                    pool,
                    acceptedAt,
                    promptTokens,
                    includeUsage,
                    null);
        }
    }

    @Doc("One generated token.")
    record TokenGenerated(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("the epoch of the assignment") int epoch,
            @Doc("position in the request's records, from 1, contiguous") int index,
            @Doc("when it was sampled") Instant occurredAt,
            @Doc("the token's id in the model's vocabulary") int tokenId,
            @Doc("the whole characters that the token completes, unmasked; may be empty")
                    SensitiveText text,
            @Doc("how probable it was, where the request asked for it")
                    @Nullable PlacedLogprobs logprobs)
            implements TokenEvent {
        public TokenGenerated {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Checks.epoch(epoch);
            Checks.positive("index", index);
            Objects.requireNonNull(occurredAt, "occurredAt");
            Checks.notNegative("tokenId", tokenId);
            Objects.requireNonNull(text, "text");
            Checks.text("text", text.value(), TEXT_LENGTH_MAX);
        }

        /// A token of a request that does not ask how probable it was.
        public TokenGenerated(
                String eventId,
                RequestId requestId,
                TenantId tenantId,
                int epoch,
                int index,
                Instant occurredAt,
                int tokenId,
                SensitiveText text) {
            this(eventId, requestId, tenantId, epoch, index, occurredAt, tokenId, text, null);
        }
    }

    @Doc("The end of generation: a reason, or a failure.")
    record GenerationFinished(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("the epoch of the assignment, or a higher one when the scheduler ends it")
                    int epoch,
            @Doc("position in the request's records, contiguous; 0 when it ends before it began")
                    int index,
            @Doc("when it ended") Instant occurredAt,
            @Doc("text held back until the end, unmasked; may be empty") SensitiveText text,
            @Doc("STOP or LENGTH; absent on failure") @Nullable FinishReason reason,
            @Doc("why there is no answer; absent when there is one") @Nullable Failure failure,
            @Doc("tokens read and written") Usage usage)
            implements TokenEvent {
        public GenerationFinished {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Checks.epoch(epoch);
            Checks.notNegative("index", index);
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(text, "text");
            Checks.text("text", text.value(), TEXT_LENGTH_MAX);
            if ((reason == null) == (failure == null)) {
                throw new IllegalArgumentException("one of reason and failure is needed");
            }
            Objects.requireNonNull(usage, "usage");
        }
    }

    @Doc(
            "The scheduler takes a request from its worker: nothing older than this epoch counts"
                    + " from here on.")
    record GenerationFenced(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("the lowest epoch that counts from here on") int epoch,
            @Doc("when it was fenced") Instant occurredAt)
            implements TokenEvent {
        public GenerationFenced {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Checks.epoch(epoch);
            Objects.requireNonNull(occurredAt, "occurredAt");
        }
    }
}
