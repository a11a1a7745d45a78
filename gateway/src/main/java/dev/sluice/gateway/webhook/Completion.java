package dev.sluice.gateway.webhook;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ObjectEvent;
import dev.sluice.contracts.event.ObjectEvent.BatchFinished;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.WebhookEvent.CallDue;
import dev.sluice.contracts.event.WebhookType;
import dev.sluice.gateway.rendering.ResponseOutcome;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/// Something of a tenant's ended, of which an endpoint may want to hear.
public record Completion(TenantId tenantId, ObjectId objectId, WebhookType type, Instant at) {
    private static final String ID_PREFIX = "evt_";
    private static final int ID_BYTES = 16;

    /// Of a response's result.
    public static Completion of(ResultEvent result) {
        return new Completion(
                result.tenantId(),
                new ObjectId(result.requestId().value()),
                typeOf(ResponseOutcome.of(result)),
                result.occurredAt());
    }

    private static WebhookType typeOf(ResponseOutcome outcome) {
        return switch (outcome.status()) {
            case COMPLETED -> WebhookType.RESPONSE_COMPLETED;
            case INCOMPLETE -> WebhookType.RESPONSE_INCOMPLETE;
            case FAILED -> WebhookType.RESPONSE_FAILED;
            case CANCELLED -> WebhookType.RESPONSE_CANCELLED;
            case QUEUED, IN_PROGRESS -> throw new IllegalStateException("a result is an end");
        };
    }

    /// Empty: nothing ended.
    public static Optional<Completion> of(ObjectEvent event) {
        return event instanceof BatchFinished finished
                ? Optional.of(
                        new Completion(
                                finished.tenantId(),
                                finished.objectId(),
                                typeOf(finished.outcome()),
                                finished.occurredAt()))
                : Optional.empty();
    }

    private static WebhookType typeOf(ObjectEvent.Outcome outcome) {
        return switch (outcome) {
            case COMPLETED -> WebhookType.BATCH_COMPLETED;
            case FAILED -> WebhookType.BATCH_FAILED;
            case EXPIRED -> WebhookType.BATCH_EXPIRED;
            case CANCELLED -> WebhookType.BATCH_CANCELLED;
        };
    }

    /// The call of one endpoint. It follows from the completion alone: whoever reads that again
    /// writes the same bytes.
    public CallDue dueAt(String webhookId) {
        String callId = callId();
        return new CallDue(
                webhookId + "/" + callId + "/due", tenantId, at, webhookId, callId, type, objectId);
    }

    private String callId() {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(
                                    (objectId + "/" + type.label())
                                            .getBytes(StandardCharsets.UTF_8));
            return ID_PREFIX + HexFormat.of().formatHex(digest, 0, ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no SHA-256", e);
        }
    }
}
