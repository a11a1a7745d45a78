package dev.sluice.gateway.http;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.QuotaEvent.AllowanceRequested;
import dev.sluice.contracts.event.QuotaEvent.AllowanceSettled;
import dev.sluice.contracts.event.QuotaEvent.AllowanceWithdrawn;
import dev.sluice.contracts.event.QuotaLimits;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.gateway.tenant.QuotaLedger;
import dev.sluice.gateway.tenant.Quotas;
import dev.sluice.gateway.tenant.Verdict;
import dev.sluice.runtime.access.AccessBook;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The ledger without a log between; its verdicts come on another thread, as they do over a log.
final class SimQuotas implements Quotas {
    private final QuotaLedger ledger = new QuotaLedger(Duration.ofMinutes(30));
    private final AccessBook tenants;
    private long offset;
    private final InstantSource clock;

    SimQuotas(AccessBook tenants, InstantSource clock) {
        this.tenants = tenants;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Verdict> ask(
            TenantId tenant, RequestId id, long estimatedTokens, boolean streamed) {
        QuotaLimits limits =
                tenants.directory()
                        .tenant(tenant)
                        .map(TenantDefined::limits)
                        .orElse(QuotaLimits.NONE);
        if (limits.areNone()) {
            return CompletableFuture.completedStage(new Verdict.Unlimited());
        }
        Instant now = clock.instant();
        var asked =
                new AllowanceRequested(
                        id + "/a", id, tenant, now, estimatedTokens, streamed, limits);
        return CompletableFuture.supplyAsync(() -> apply(asked, now));
    }

    private synchronized Verdict apply(AllowanceRequested asked, Instant now) {
        return ledger.apply(asked, now, offset++).orElseThrow();
    }

    synchronized void settle(TenantId tenant, RequestId id, long tokens) {
        Instant now = clock.instant();
        var _ =
                ledger.apply(
                        new AllowanceSettled(id + "/s", id, tenant, now, tokens), now, offset++);
    }

    @Override
    public synchronized void giveBack(TenantId tenant, RequestId id) {
        Instant now = clock.instant();
        var _ = ledger.apply(new AllowanceWithdrawn(id + "/w", id, tenant, now), now, offset++);
    }
}
