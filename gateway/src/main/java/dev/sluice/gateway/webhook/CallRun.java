package dev.sluice.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.event.WebhookEvent;
import dev.sluice.contracts.event.WebhookEvent.CallDue;
import dev.sluice.contracts.event.WebhookEvent.CallEnded;
import dev.sluice.contracts.event.WebhookEvent.CallFailed;
import dev.sluice.contracts.event.WebhookEvent.Outcome;
import dev.sluice.gateway.batch.Waits;
import dev.sluice.gateway.outbound.CallerReply;
import dev.sluice.gateway.rendering.WebhookJson;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One attempt to call an endpoint, and what is to be written about it. On a virtual thread of its
/// own.
final class CallRun {
    /// The endpoint says that it wants no more of this.
    private static final int GONE = 410;

    private final CallPorts ports;
    private final CallTask task;
    private final CallDue due;

    CallRun(CallPorts ports, CallTask task) {
        this.ports = ports;
        this.task = task;
        this.due = task.due();
    }

    /// Makes the attempt; the record that says how it went. Fails where the topic of tenants does
    /// not answer: no attempt was made then.
    WebhookEvent run() throws InterruptedException {
        if (task.isTooMany()) {
            return abandoned(
                    "its tenant has more than "
                            + ports.config().tenantWaitingMax()
                            + " calls waiting");
        }
        Optional<WebhookDefined> endpoint = endpoint();
        if (endpoint.isEmpty()) {
            return ended(Outcome.WITHDRAWN, "there is no such endpoint any more");
        }
        Optional<WebhookSecret> secret = WebhookSecret.opened(endpoint.get(), ports.secrets());
        return secret.isEmpty()
                ? failed("the endpoint's secret was sealed with another tenant.secret")
                : outcomeOf(call(endpoint.get(), secret.get()));
    }

    /// Another gateway may have defined it a moment ago.
    private Optional<WebhookDefined> endpoint() throws InterruptedException {
        Optional<WebhookDefined> known = ports.book().find(due.tenantId(), due.webhookId());
        if (known.isPresent()) {
            return known;
        }
        Waits.until(ports.caughtUp().get());
        return ports.book().find(due.tenantId(), due.webhookId());
    }

    private CallerReply call(WebhookDefined endpoint, WebhookSecret secret)
            throws InterruptedException {
        byte[] body = WebhookJson.call(due).getBytes(UTF_8);
        Instant now = ports.clock().instant();
        return ports.caller()
                .post(
                        URI.create(endpoint.url().value()),
                        Map.of(
                                "content-type", "application/json",
                                "user-agent", "sluice-webhooks/1",
                                "webhook-id", due.callId(),
                                "webhook-timestamp", Long.toString(now.getEpochSecond()),
                                "webhook-signature", secret.sign(due.callId(), now, body)),
                        body);
    }

    private WebhookEvent outcomeOf(CallerReply reply) {
        return switch (reply) {
            case CallerReply.Answered(int status) when status / 100 == 2 ->
                    ended(Outcome.DELIVERED, null);
            case CallerReply.Answered(int status) when status == GONE ->
                    abandoned("status " + status);
            case CallerReply.Answered(int status) -> failed("status " + status);
            case CallerReply.Unanswered(String reason) -> failed(reason);
        };
    }

    private WebhookEvent failed(String reason) {
        int attempts = task.attempts() + 1;
        Backoff backoff = new Backoff(ports.config().retryPause(), ports.config().retryPauseMax());
        Instant now = ports.clock().instant();
        Instant next = now.plus(backoff.after(attempts, due.deliveryId()));
        return next.isAfter(due.occurredAt().plus(ports.config().giveUpAfter()))
                ? abandoned(reason + ", in attempt " + attempts)
                : new CallFailed(
                        due.deliveryId() + "/failed/" + attempts,
                        due.tenantId(),
                        now,
                        due.webhookId(),
                        due.callId(),
                        attempts,
                        next,
                        reason);
    }

    private CallEnded abandoned(String reason) {
        return ended(Outcome.ABANDONED, reason);
    }

    private CallEnded ended(Outcome outcome, @Nullable String reason) {
        return new CallEnded(
                due.deliveryId() + "/ended",
                due.tenantId(),
                ports.clock().instant(),
                due.webhookId(),
                due.callId(),
                outcome,
                reason);
    }
}
