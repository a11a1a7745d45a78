package dev.sluice.gateway.rendering;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.runtime.secrets.TenantSecrets;

/// A stream's records as their owner sees them: with his own values where masking put pseudonyms.
/// Whoever calls has checked that the stream is the caller's. What cannot be opened (another
/// secret, a changed record) stays masked. Any thread.
public final class CallerText {
    private final TenantSecrets secrets;

    public CallerText(TenantSecrets secrets) {
        this.secrets = secrets;
    }

    /// The same record, with the caller's text.
    public StreamEvent of(StreamEvent event) {
        return event instanceof TextStreamed streamed && streamed.restored() != null
                ? opened(streamed, streamed.restored())
                : event;
    }

    /// The same result, with the caller's text.
    public ResultEvent of(ResultEvent result) {
        if (!(result instanceof InferenceCompleted done) || done.restored() == null) {
            return result;
        }
        return secrets.sealing(done.tenantId())
                .open(done.eventId(), done.restored())
                .<ResultEvent>map(text -> done.withText(new SensitiveText(text)))
                .orElse(done);
    }

    private TextStreamed opened(TextStreamed streamed, String sealed) {
        return secrets.sealing(streamed.tenantId())
                .open(streamed.eventId(), sealed)
                .map(text -> streamed.withText(new SensitiveText(text)))
                .orElse(streamed);
    }
}
