package dev.sluice.gateway.streaming;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import java.util.concurrent.CompletionStage;

/// The port to everything that was ever streamed, within retention. Both calls return at once and
/// work on threads of their own.
public interface StreamArchive {
    /// Who a request belongs to.
    sealed interface Lookup {
        record Found(TenantId tenantId) implements Lookup {}

        record Unknown() implements Lookup {}

        /// The log could not be read far enough.
        record Unavailable() implements Lookup {}
    }

    CompletionStage<Lookup> find(RequestId id);

    /// Fills the mailbox with the stream from index 0 on and attaches it to what follows. Never
    /// fails: where the log cannot be read, the mailbox is cut.
    void replay(RequestId id, TenantId tenant, Mailbox reader);
}
