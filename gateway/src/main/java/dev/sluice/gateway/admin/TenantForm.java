package dev.sluice.gateway.admin;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.gateway.admission.BadField;
import dev.sluice.gateway.admission.Fields;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// `{"id":"acme","weight":2,"quotas":{"requests_per_minute":60,"token_budget":null}}`: what is
/// named changes, null takes a limit away, and everything else stays as it is.
public record TenantForm(
        TenantId id,
        @Nullable Integer weight,
        Limit requestsPerMinute,
        Limit tokensPerMinute,
        Limit runningRequests,
        Limit streams,
        Limit tokenBudget) {
    private static final Limit KEEP = new Limit(false, null);

    /// What becomes of one limit.
    public record Limit(boolean isNamed, @Nullable Long value) {
        private @Nullable Long over(@Nullable Number former) {
            return isNamed ? value : former == null ? null : Long.valueOf(former.longValue());
        }

        private @Nullable Integer intOver(@Nullable Integer former) {
            Long changed = over(former);
            return changed == null ? null : Integer.valueOf(changed.intValue());
        }
    }

    public static Reading<TenantForm> read(@Nullable Object json) {
        return Reading.of(json, TenantForm::form);
    }

    private static TenantForm form(Fields body) throws BadField {
        TenantId id = idIn(body, "id");
        Long weight = body.integer("weight", 1, TenantDefined.WEIGHT_MAX);
        Fields quotas = body.object("quotas");
        TenantForm form =
                new TenantForm(
                        id,
                        weight == null ? null : weight.intValue(),
                        limit(quotas, "requests_per_minute", Integer.MAX_VALUE),
                        limit(quotas, "tokens_per_minute", Integer.MAX_VALUE),
                        limit(quotas, "running_requests", Integer.MAX_VALUE),
                        limit(quotas, "streams", Integer.MAX_VALUE),
                        limit(quotas, "token_budget", Long.MAX_VALUE));
        if (quotas != null) {
            quotas.refuseOthers();
        }
        return form;
    }

    static TenantId idIn(Fields body, String name) throws BadField {
        try {
            return new TenantId(body.requiredText(name));
        } catch (IllegalArgumentException e) {
            throw BadField.invalid(name, String.valueOf(e.getMessage()));
        }
    }

    private static Limit limit(@Nullable Fields quotas, String name, long max) throws BadField {
        if (quotas == null || !quotas.names(name)) {
            return KEEP;
        }
        return new Limit(true, quotas.integer(name, 0, max));
    }

    /// The tenant from now on.
    TenantDefined over(@Nullable TenantDefined former, String eventId, Instant now) {
        TenantDefined base = former == null ? TenantDefined.unlimited(eventId, id, now) : former;
        return new TenantDefined(
                eventId,
                id,
                now,
                weight == null ? base.weight() : weight,
                requestsPerMinute.intOver(base.requestsPerMinute()),
                tokensPerMinute.intOver(base.tokensPerMinute()),
                runningRequests.intOver(base.runningRequests()),
                streams.intOver(base.streams()),
                tokenBudget.over(base.tokenBudget()));
    }
}
