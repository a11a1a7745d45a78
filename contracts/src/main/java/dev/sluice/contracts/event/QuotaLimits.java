package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import org.jspecify.annotations.Nullable;

@Doc("What a tenant is held to, over all gateways.")
public record QuotaLimits(
        @Doc("requests in any minute; absent: no limit") @Nullable Integer requestsPerMinute,
        @Doc("tokens in any minute; absent: no limit") @Nullable Integer tokensPerMinute,
        @Doc("requests at once; absent: no limit") @Nullable Integer runningRequests,
        @Doc("streamed requests at once; absent: no limit") @Nullable Integer streams,
        @Doc("tokens that may be spent altogether; absent: no limit") @Nullable Long tokenBudget) {
    public static final QuotaLimits NONE = new QuotaLimits(null, null, null, null, null);

    public QuotaLimits {
        Checks.notNegativeIfSet("requestsPerMinute", requestsPerMinute);
        Checks.notNegativeIfSet("tokensPerMinute", tokensPerMinute);
        Checks.notNegativeIfSet("runningRequests", runningRequests);
        Checks.notNegativeIfSet("streams", streams);
        Checks.notNegativeIfSet("tokenBudget", tokenBudget);
    }

    /// Whether there is nothing to count.
    public boolean areNone() {
        return equals(NONE);
    }
}
