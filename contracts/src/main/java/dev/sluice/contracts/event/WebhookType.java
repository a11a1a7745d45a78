package dev.sluice.contracts.event;

import java.util.Locale;
import java.util.Optional;

/// What an endpoint of a tenant may be called about.
public enum WebhookType {
    RESPONSE_COMPLETED,
    RESPONSE_INCOMPLETE,
    RESPONSE_FAILED,
    RESPONSE_CANCELLED,
    BATCH_COMPLETED,
    BATCH_FAILED,
    BATCH_EXPIRED,
    BATCH_CANCELLED;

    /// OpenAI's name, for example `response.completed`.
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.');
    }

    public static Optional<WebhookType> of(String label) {
        for (WebhookType type : values()) {
            if (type.label().equals(label)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
