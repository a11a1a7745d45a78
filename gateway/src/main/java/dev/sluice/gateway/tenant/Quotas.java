package dev.sluice.gateway.tenant;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import java.util.concurrent.CompletionStage;

/// The port to the quotas, which hold over all gateways. Calls return at once.
public interface Quotas {
    /// Whether a request may be published. Fails with a [dev.sluice.contracts.SluiceException]
    /// where that cannot be told: such a request is not let in.
    CompletionStage<Verdict> ask(
            TenantId tenant, RequestId id, long estimatedTokens, boolean streamed);

    /// A request that was let in was not published after all.
    void giveBack(TenantId tenant, RequestId id);
}
