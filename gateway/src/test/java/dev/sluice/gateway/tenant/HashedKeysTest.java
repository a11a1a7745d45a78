package dev.sluice.gateway.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.gateway.tenant.HashedKeys.KnownKey;
import dev.sluice.runtime.http.BearerKey;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

final class HashedKeysTest {
    private final HashedKeys keys = HashedKeys.ofAdmin("sk-right");

    @Test
    void theAdminKeyHasEveryScopeOfTheDefaultTenant() {
        // When
        Principal admin = keys.principalOf("sk-right").orElseThrow();

        // Then
        assertThat(admin.tenantId()).isEqualTo(TenantId.DEFAULT);
        assertThat(admin.scopes()).containsExactlyInAnyOrder(Scope.values());
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = {"sk-wrong", "sk-righ", "sk-right ", "SK-RIGHT"})
    void noOtherKeyOpens(@Nullable String presented) {
        assertThat(keys.principalOf(presented)).isEmpty();
    }

    @Test
    void tellsKeysApart() {
        // Given
        var reader = new Principal(new TenantId("a"), "k1", Set.of(Scope.AUDIT));
        var client = new Principal(new TenantId("b"), "k2", Set.of(Scope.INFERENCE));
        var ring =
                new HashedKeys(
                        List.of(
                                new KnownKey(BearerKey.hash("one"), reader),
                                new KnownKey(BearerKey.hash("two"), client)));

        // When
        var found = ring.principalOf("two");

        // Then
        assertThat(found).contains(client);
        assertThat(client.may(Scope.AUDIT)).isFalse();
    }
}
