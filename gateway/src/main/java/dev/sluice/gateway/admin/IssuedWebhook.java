package dev.sluice.gateway.admin;

import dev.sluice.contracts.event.TenantEvent.WebhookDefined;

/// A new endpoint with its secret, the one time that it can be seen. Prints without it.
public record IssuedWebhook(String secret, WebhookDefined definition) {
    @Override
    public String toString() {
        return "IssuedWebhook[" + definition.webhookId() + "]";
    }
}
