package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Topic `results`: the one terminal event of each request, to gateways, audit and sinks. Key: the
/// request id; partition: the request's stream partition. Written again after a crash only as the
/// same bytes with the same event id.
public sealed interface ResultEvent extends Event {
    RequestId requestId();

    TenantId tenantId();

    @Doc("A request has its answer.")
    record InferenceCompleted(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("when generation ended") Instant occurredAt,
            @Doc("when the request was accepted") Instant acceptedAt,
            @Doc("the pool that served it") PoolName pool,
            @Doc("the answer, masked") SensitiveText text,
            @Doc("STOP or LENGTH") FinishReason reason,
            @Doc("tokens read and written") Usage usage,
            @Doc("what was masked in the answer: entity type to count")
                    Map<String, Integer> findings,
            @Doc(
                            "the answer with the caller's own values, sealed for the caller;"
                                    + " absent: no different")
                    @Nullable String restored,
            @Doc(
                            "how probable the answer's tokens were, where the request asked for it;"
                                    + " none of what masking changed, and at most 32,768 of them")
                    @Nullable List<TokenLogprobs> logprobs,
            @Doc(
                            "in which form calls of tools stand in the answer's text; absent: there"
                                    + " are none")
                    @Nullable String toolCallForm)
            implements ResultEvent {
        public InferenceCompleted {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(acceptedAt, "acceptedAt");
            Objects.requireNonNull(pool, "pool");
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(reason, "reason");
            Objects.requireNonNull(usage, "usage");
            findings = Map.copyOf(findings);
            logprobs = logprobs == null ? null : List.copyOf(logprobs);
            Checks.toolCallForm(toolCallForm);
        }

        /// An answer that the caller sees as all do.
        public InferenceCompleted(
                String eventId,
                RequestId requestId,
                TenantId tenantId,
                Instant occurredAt,
                Instant acceptedAt,
                PoolName pool,
                SensitiveText text,
                FinishReason reason,
                Usage usage,
                Map<String, Integer> findings) {
            this(
                    eventId,
                    requestId,
                    tenantId,
                    occurredAt,
                    acceptedAt,
                    pool,
                    text,
                    reason,
                    usage,
                    findings,
                    null,
                    null,
                    null);
        }

        /// The same result with another text, which is no longer sealed.
        public InferenceCompleted withText(SensitiveText other) {
            return new InferenceCompleted(
                    eventId,
                    requestId,
                    tenantId,
                    occurredAt,
                    acceptedAt,
                    pool,
                    other,
                    reason,
                    usage,
                    findings,
                    null,
                    logprobs,
                    toolCallForm);
        }
    }

    @Doc("A request ended without a whole answer.")
    record InferenceFailed(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("when it ended") Instant occurredAt,
            @Doc("why") Failure failure,
            @Doc("what was answered before it ended, masked") SensitiveText text,
            @Doc("tokens read and written") Usage usage,
            @Doc("the pool that served it; absent: none did") @Nullable PoolName pool)
            implements ResultEvent {
        public InferenceFailed {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(failure, "failure");
            Objects.requireNonNull(text, "text");
            Objects.requireNonNull(usage, "usage");
        }
    }
}
