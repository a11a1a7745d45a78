package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Topic `stream`: what clients may see, from masking to gateways, audit and subscribers. Key: the
/// request id; partition: the request's stream partition. A pure function of the request's records
/// in `tokens`, so a replay writes the same bytes; a reader takes an index once.
public sealed interface StreamEvent extends Event {
    RequestId requestId();

    TenantId tenantId();

    int index();

    @Doc("The stream opens: always index 0, unless the request failed before it began.")
    record StreamStarted(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("position in the stream, contiguous") int index,
            @Doc("when generation began") Instant occurredAt,
            @Doc("the pool that serves it") PoolName pool,
            @Doc("when the request was accepted") Instant acceptedAt,
            @Doc("whether a usage chunk follows the answer") boolean includeUsage,
            @Doc(
                            "in which form calls of tools stand in the answer's text; absent: there"
                                    + " are none")
                    @Nullable String toolCallForm)
            implements StreamEvent {
        public StreamStarted {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Checks.notNegative("index", index);
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(pool, "pool");
            Objects.requireNonNull(acceptedAt, "acceptedAt");
            Checks.toolCallForm(toolCallForm);
        }

        /// Of an answer without tools.
        public StreamStarted(
                String eventId,
                RequestId requestId,
                TenantId tenantId,
                int index,
                Instant occurredAt,
                PoolName pool,
                Instant acceptedAt,
                boolean includeUsage) {
            this(
                    eventId,
                    requestId,
                    tenantId,
                    index,
                    occurredAt,
                    pool,
                    acceptedAt,
                    includeUsage,
                    null);
        }
    }

    @Doc("Text that became visible.")
    record TextStreamed(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("position in the stream, contiguous") int index,
            @Doc("when its last token was sampled") Instant occurredAt,
            @Doc("the text, masked; never empty") SensitiveText text,
            @Doc("tokens generated up to here") int generatedTokens,
            @Doc(
                            "the text with the caller's own values, sealed for the caller; absent:"
                                    + " no different")
                    @Nullable String restored,
            @Doc(
                            "how probable the tokens were that end here, where the request asked"
                                    + " for it; none of what masking changed")
                    @Nullable List<TokenLogprobs> logprobs)
            implements StreamEvent {
        public TextStreamed {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Checks.notNegative("index", index);
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(text, "text");
            Checks.notNegative("generatedTokens", generatedTokens);
            logprobs = logprobs == null ? null : List.copyOf(logprobs);
        }

        /// A text that the caller sees as all do.
        public TextStreamed(
                String eventId,
                RequestId requestId,
                TenantId tenantId,
                int index,
                Instant occurredAt,
                SensitiveText text,
                int generatedTokens) {
            this(
                    eventId,
                    requestId,
                    tenantId,
                    index,
                    occurredAt,
                    text,
                    generatedTokens,
                    null,
                    null);
        }

        /// The same record with another text, which is no longer sealed.
        public TextStreamed withText(SensitiveText other) {
            return new TextStreamed(
                    eventId,
                    requestId,
                    tenantId,
                    index,
                    occurredAt,
                    other,
                    generatedTokens,
                    null,
                    logprobs);
        }
    }

    @Doc("The stream's last record: a reason, or a failure.")
    record StreamFinished(
            @Doc("the same for every copy of this event") String eventId,
            @Doc("the request") RequestId requestId,
            @Doc("whose request it is") TenantId tenantId,
            @Doc("position in the stream, contiguous") int index,
            @Doc("when generation ended") Instant occurredAt,
            @Doc("STOP or LENGTH; absent on failure") @Nullable FinishReason reason,
            @Doc("why there is no answer; absent when there is one") @Nullable Failure failure,
            @Doc("tokens read and written") Usage usage)
            implements StreamEvent {
        public StreamFinished {
            Checks.text("eventId", eventId, Checks.EVENT_ID_LENGTH_MAX);
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(tenantId, "tenantId");
            Checks.notNegative("index", index);
            Objects.requireNonNull(occurredAt, "occurredAt");
            if ((reason == null) == (failure == null)) {
                throw new IllegalArgumentException("one of reason and failure is needed");
            }
            Objects.requireNonNull(usage, "usage");
        }
    }
}
