package dev.sluice.gateway.tenant;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.QuotaEvent;
import dev.sluice.contracts.event.QuotaEvent.AllowanceRequested;
import dev.sluice.contracts.event.QuotaEvent.AllowanceSettled;
import dev.sluice.contracts.event.QuotaEvent.AllowanceWithdrawn;
import dev.sluice.contracts.event.TenantEvent.TokensSpent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The state that the records of `quotas` add up to. Every gateway applies the same records in the
/// same order, so each comes to the same verdict about every request, its own and others': limits
/// hold over all gateways exactly, at the price of one write and one read of the log.
///
/// The limits come with each request, as its gateway knew them: a change of a tenant's limits,
/// which reaches gateways at different moments, makes no two of them disagree about the past.
///
/// A gateway that starts reads the records of one lease, and does not know what stood before them.
/// It need not judge them again: whoever was refused has withdrawn, so all that was not withdrawn
/// counts ([#replay]), and at the end of the log it knows what the others know.
///
/// A request of which no end is heard (its gateway died between asking and publishing) counts as
/// running for `lease`, and its tokens as spent after that.
///
/// A budget outlives the topic: now and then what was spent is written down ([#spent]), and a
/// gateway that starts goes on from there ([#seed]).
///
/// Not thread-safe: belongs to the thread that reads the log.
public final class QuotaLedger {
    private final Map<TenantId, Account> accounts = new HashMap<>();
    private final Duration lease;

    public QuotaLedger(Duration lease) {
        this.lease = lease;
    }

    /// Applies the next record; `appendedAt` is the broker's time of it. The verdict is absent
    /// where nobody asks.
    public Optional<Verdict> apply(QuotaEvent event, Instant appendedAt, long offset) {
        Account account = accountAt(event.tenantId(), appendedAt);
        return switch (event) {
            case AllowanceRequested asked -> Optional.of(account.ask(asked));
            case AllowanceSettled settled -> {
                account.settle(settled, offset);
                yield Optional.empty();
            }
            case AllowanceWithdrawn withdrawn -> {
                account.withdraw(withdrawn.requestId());
                yield Optional.empty();
            }
        };
    }

    /// Applies a record of the past: what was asked for was granted, unless a later record
    /// withdraws it.
    public void replay(QuotaEvent event, Instant appendedAt, long offset) {
        if (event instanceof AllowanceRequested asked) {
            accountAt(asked.tenantId(), appendedAt).count(asked);
        } else {
            var _ = apply(event, appendedAt, offset);
        }
    }

    /// Begins with what a tenant had spent, before any record is applied.
    public void seed(TokensSpent counted) {
        accounts.computeIfAbsent(counted.tenantId(), _ -> new Account())
                .seed(counted.tokens(), counted.offset());
    }

    /// What a tenant has spent, as of the record that was applied last and is at this offset; empty
    /// for one of whom nothing is known.
    public Optional<TokensSpent> spent(TenantId tenant, long offset) {
        return Optional.ofNullable(accounts.get(tenant))
                .map(account ->
                        new TokensSpent(
                                tenant + "/spent/" + offset,
                                tenant,
                                account.now(),
                                account.spentTokens(),
                                offset));
    }

    private Account accountAt(TenantId tenant, Instant appendedAt) {
        Account account = accounts.computeIfAbsent(tenant, _ -> new Account());
        account.advanceTo(appendedAt, lease);
        return account;
    }
}
