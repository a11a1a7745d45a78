package dev.sluice.gateway.webhook;

import dev.sluice.contracts.event.WebhookEvent;
import dev.sluice.gateway.config.WebhooksConfig;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.outbound.Caller;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// Everything that calling needs of the rest of the gateway. `caughtUp` completes when the book has
/// all that stood on `tenants` before it was asked.
public record CallPorts(
        WebhookBook book,
        Supplier<CompletionStage<Void>> caughtUp,
        TenantSecrets secrets,
        Caller caller,
        CallLog log,
        GatewayMetrics metrics,
        InstantSource clock,
        WebhooksConfig config) {
    /// Where it is written how calls went. Both complete when the brokers have the record.
    public interface CallLog {
        CompletionStage<Void> write(WebhookEvent event);

        /// The record of a call that is given up, to the dead letters.
        CompletionStage<Void> putAside(CallTask task, String reason);
    }
}
