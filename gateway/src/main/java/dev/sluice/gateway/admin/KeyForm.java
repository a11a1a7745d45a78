package dev.sluice.gateway.admin;

import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.KeyDefined;
import dev.sluice.gateway.admission.BadField;
import dev.sluice.gateway.admission.Fields;
import dev.sluice.runtime.access.AddressRange;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

///
/// `{"tenant":"acme","scopes":["inference"],"allowed_ips":["10.0.0.0/8"],"expires_at":"2027-01-01T00:00:00Z"}`.
/// `expires_at` may be seconds since 1970 too.
public record KeyForm(
        TenantId tenant, Set<Scope> scopes, List<String> allowedIps, @Nullable Instant expiresAt) {
    private static final long SECONDS_MAX = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();

    public KeyForm {
        scopes = Set.copyOf(scopes);
        allowedIps = List.copyOf(allowedIps);
    }

    /// `now`: a key must not have expired before it is made.
    public static Reading<KeyForm> read(@Nullable Object json, Instant now) {
        return Reading.of(
                json,
                body ->
                        new KeyForm(
                                TenantForm.idIn(body, "tenant"),
                                scopes(body),
                                allowedIps(body),
                                expiresAt(body, now)));
    }

    private static Set<Scope> scopes(Fields body) throws BadField {
        List<?> listed = body.list("scopes");
        if (listed == null || listed.isEmpty()) {
            throw BadField.invalid("scopes", listed == null ? "is missing" : "is empty");
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (int i = 0; i < listed.size(); i++) {
            scopes.add(scope(Fields.textOf(listed.get(i), "scopes[" + i + "]"), i));
        }
        return scopes;
    }

    private static Scope scope(String label, int index) throws BadField {
        return Scope.of(label.toLowerCase(Locale.ROOT))
                .orElseThrow(() ->
                        BadField.invalid(
                                "scopes[" + index + "]",
                                "is none of inference, batch, admin and audit"));
    }

    private static List<String> allowedIps(Fields body) throws BadField {
        List<?> listed = body.list("allowed_ips");
        if (listed == null) {
            return List.of();
        }
        if (listed.size() > KeyDefined.ALLOWED_IPS_MAX) {
            throw BadField.invalid(
                    "allowed_ips",
                    "has " + listed.size() + " ranges, allowed are " + KeyDefined.ALLOWED_IPS_MAX);
        }
        List<String> ranges = new ArrayList<>();
        for (int i = 0; i < listed.size(); i++) {
            ranges.add(range(Fields.textOf(listed.get(i), "allowed_ips[" + i + "]"), i));
        }
        return ranges;
    }

    private static String range(String text, int index) throws BadField {
        try {
            return AddressRange.of(text).toString();
        } catch (IllegalArgumentException e) {
            throw BadField.invalid(
                    "allowed_ips[" + index + "]", "is no address range such as 10.0.0.0/8");
        }
    }

    private static @Nullable Instant expiresAt(Fields body, Instant now) throws BadField {
        Object value = body.any("expires_at");
        if (value == null) {
            return null;
        }
        Instant expiresAt = value instanceof String text ? time(text) : seconds(value);
        if (!expiresAt.isAfter(now)) {
            throw BadField.invalid("expires_at", "has passed already, it is " + now);
        }
        return expiresAt;
    }

    private static Instant time(String text) throws BadField {
        try {
            Instant time = Instant.parse(text);
            if (time.getEpochSecond() <= SECONDS_MAX) {
                return time;
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw BadField.invalid("expires_at", "is no time such as 2027-01-31T12:00:00Z");
    }

    private static Instant seconds(Object value) throws BadField {
        return Instant.ofEpochSecond(Fields.integerOf(value, "expires_at", 0, SECONDS_MAX));
    }
}
