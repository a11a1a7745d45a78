package dev.sluice.runtime.access;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.http.BearerKey;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one decision at every door: first the key, then the address, then the scope, then whom the
/// caller acts for. 401 says nothing of any tenant; 403 is said to the holder of a key that is
/// right.
public final class AccessControl {
    /// Whom a key with the scope `admin` acts for.
    public static final String TENANT_HEADER = "X-Sluice-Tenant";

    private final KeyRing keys;
    private final TrustedProxies proxies;

    public AccessControl(KeyRing keys, TrustedProxies proxies) {
        this.keys = keys;
        this.proxies = proxies;
    }

    /// What a request says about its caller: three headers, and the connection's other end.
    public record Caller(
            @Nullable String authorization,
            @Nullable String actingFor,
            @Nullable String forwardedFor,
            @Nullable String remoteAddress) {}

    /// Whether the caller may enter a door that asks for a scope. `scope` null: any key will do.
    public Access admit(Caller caller, @Nullable Scope scope, Instant now) {
        Access access = authenticated(caller, now);
        if (!(access instanceof Access.Granted(Principal principal))) {
            return access;
        }
        if (scope != null && !principal.may(scope)) {
            return lacking(scope, principal);
        }
        return caller.actingFor() == null ? access : acting(caller.actingFor(), principal);
    }

    private Access authenticated(Caller caller, Instant now) {
        String apiKey = BearerKey.of(caller.authorization());
        if (apiKey == null) {
            return stranger(
                    ErrorCode.INVALID_API_KEY,
                    "no API key is given; send it as Authorization: Bearer KEY");
        }
        return switch (keys.find(apiKey, now)) {
            case KeyRing.Lookup.Refused(String reason) ->
                    stranger(ErrorCode.INVALID_API_KEY, reason);
            case KeyRing.Lookup.NotYetKnown _ ->
                    stranger(
                            ErrorCode.MESH_UNAVAILABLE, "the API keys are not read yet; try again");
            case KeyRing.Lookup.Known(Principal principal, List<AddressRange> allowedFrom) ->
                    from(caller, principal, allowedFrom);
        };
    }

    private Access from(Caller caller, Principal principal, List<AddressRange> allowedFrom) {
        if (allowedFrom.isEmpty()) {
            return new Access.Granted(principal);
        }
        InetAddress client = proxies.clientOf(caller.remoteAddress(), caller.forwardedFor());
        boolean isAllowed =
                client != null && allowedFrom.stream().anyMatch(range -> range.contains(client));
        return isAllowed
                ? new Access.Granted(principal)
                : new Access.Denied(
                        ErrorCode.ADDRESS_NOT_ALLOWED,
                        "the API key may not be used from this address",
                        null,
                        principal);
    }

    private static Access acting(String tenant, Principal principal) {
        if (!principal.may(Scope.ADMIN)) {
            return lacking(Scope.ADMIN, principal);
        }
        try {
            return new Access.Granted(principal.actingFor(new TenantId(tenant)));
        } catch (IllegalArgumentException e) {
            return new Access.Denied(
                    ErrorCode.INVALID_PARAMETER,
                    TENANT_HEADER + ": " + e.getMessage(),
                    TENANT_HEADER,
                    principal);
        }
    }

    private static Access lacking(Scope scope, Principal principal) {
        return new Access.Denied(
                ErrorCode.INSUFFICIENT_SCOPE,
                "the API key has no scope '" + scope.label() + "'",
                null,
                principal);
    }

    private static Access stranger(ErrorCode code, String message) {
        return new Access.Denied(code, message, null, null);
    }
}
