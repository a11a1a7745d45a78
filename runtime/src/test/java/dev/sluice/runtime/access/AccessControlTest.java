package dev.sluice.runtime.access;

import static dev.sluice.runtime.access.AccessEvents.ACME;
import static dev.sluice.runtime.access.AccessEvents.NOON;
import static dev.sluice.runtime.access.AccessEvents.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import dev.sluice.runtime.access.AccessControl.Caller;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AccessControlTest {
    private static final String KEY = "sk-acme";
    private static final String OPERATORS_KEY = "sk-operator";

    private final AccessBook book = new AccessBook("sk-admin");
    private final AccessControl access = new AccessControl(book, TrustedProxies.of("10.0.0.0/8"));

    @BeforeEach
    void define() {
        book.apply(key(ACME, "k1", KEY, List.of("1.2.3.0/24"), NOON.plusSeconds(9), Scope.AUDIT));
        book.apply(key("k2", OPERATORS_KEY, Scope.ADMIN));
        book.publish();
        book.markComplete();
    }

    private Access admit(String key, String remote, @Nullable String actingFor, Scope scope) {
        return access.admit(new Caller("Bearer " + key, actingFor, "", remote), scope, NOON);
    }

    private static void assertDenied(Access access, ErrorCode code) {
        assertThat(access).isInstanceOf(Access.Denied.class);
        assertThat(((Access.Denied) access).code()).isEqualTo(code);
    }

    @Test
    void aKeyFromItsAddressWithItsScopeEnters() {
        assertThat(admit(KEY, "1.2.3.4", null, Scope.AUDIT))
                .isEqualTo(
                        new Access.Granted(
                                new Principal(ACME, "k1", java.util.Set.of(Scope.AUDIT))));
    }

    @ParameterizedTest
    @CsvSource({"1.2.4.4", "::1", "10.0.0.1", "nonsense"})
    void anotherAddressIsRefusedBeforeTheScopeIsLookedAt(String remote) {
        assertDenied(admit(KEY, remote, null, Scope.ADMIN), ErrorCode.ADDRESS_NOT_ALLOWED);
    }

    @Test
    void anUntrustedNeighbourForwardsNothing() {
        // Given
        Caller behindOurs = new Caller("Bearer " + KEY, null, "1.2.3.4", "10.0.0.1");
        Caller behindOthers = new Caller("Bearer " + KEY, null, "1.2.3.4", "9.9.9.9");

        // Then
        assertThat(access.admit(behindOurs, Scope.AUDIT, NOON)).isInstanceOf(Access.Granted.class);
        assertDenied(access.admit(behindOthers, Scope.AUDIT, NOON), ErrorCode.ADDRESS_NOT_ALLOWED);
    }

    @Test
    void aScopeThatIsMissingIsRefused() {
        assertDenied(admit(KEY, "1.2.3.4", null, Scope.INFERENCE), ErrorCode.INSUFFICIENT_SCOPE);
    }

    @Test
    void anExpiredKeyIsNoKey() {
        Caller caller = new Caller("Bearer " + KEY, null, "", "1.2.3.4");
        assertThat(access.admit(caller, Scope.AUDIT, NOON.plusSeconds(8)))
                .isInstanceOf(Access.Granted.class);
        assertDenied(
                access.admit(caller, Scope.AUDIT, NOON.plusSeconds(9)), ErrorCode.INVALID_API_KEY);
    }

    @Test
    void onlyAnAdministratorActsForOthers() {
        assertDenied(admit(KEY, "1.2.3.4", "acme", Scope.AUDIT), ErrorCode.INSUFFICIENT_SCOPE);
        assertThat(admit(OPERATORS_KEY, "9.9.9.9", "beta", Scope.ADMIN))
                .isEqualTo(
                        new Access.Granted(
                                new Principal(
                                        new TenantId("beta"),
                                        "k2",
                                        java.util.Set.of(Scope.ADMIN),
                                        true)));
    }

    @Test
    void aTenantThatIsNoneIsNamed() {
        Access access = admit("sk-admin", "9.9.9.9", "a b", Scope.ADMIN);
        assertDenied(access, ErrorCode.INVALID_PARAMETER);
        assertThat(((Access.Denied) access).param()).isEqualTo("X-Sluice-Tenant");
    }

    @Test
    void theAdministratorHasNoQuotaOnItsOwnAccountOnly() {
        assertThat(admit("sk-admin", "9.9.9.9", null, Scope.INFERENCE))
                .isEqualTo(new Access.Granted(Principal.ADMINISTRATOR));
        assertThat(Principal.ADMINISTRATOR.isAdministrator()).isTrue();
        assertThat(Principal.ADMINISTRATOR.actingFor(ACME).isAdministrator()).isFalse();
    }
}
