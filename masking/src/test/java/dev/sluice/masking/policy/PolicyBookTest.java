package dev.sluice.masking.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.masking.json.PolicyJson;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PolicyBookTest {
    private static final TenantId BANK = new TenantId("bank");
    private static final String KEEP = "{\"entities\":{\"EMAIL\":{\"action\":\"keep\"}}}";
    private static final String BLOCK = "{\"entities\":{\"EMAIL\":{\"action\":\"block\"}}}";

    private final PolicyBook book = new PolicyBook(PolicyJson::read);

    private Optional<String> define(@Nullable String model, @Nullable String policy) {
        return book.apply(
                new MaskingPolicyDefined(
                        "bank/masking/1",
                        BANK,
                        Instant.parse("2026-01-01T12:00:00Z"),
                        model,
                        policy == null ? null : new SensitiveText(policy)));
    }

    private @Nullable String found(String model) {
        return book.find(BANK, model).map(NamedPolicy::text).orElse(null);
    }

    @Test
    void aTenantWithoutAPolicyHasTheDefault() {
        assertThat(book.find(BANK, "m")).contains(NamedPolicy.DEFAULT);
        assertThat(NamedPolicy.DEFAULT.digest()).isNull();
    }

    @Test
    void aModelsOwnPolicyComesBeforeTheTenants() {
        // When
        define(null, KEEP);
        define("m", BLOCK);

        // Then
        assertThat(found("m")).isEqualTo(BLOCK);
        assertThat(found("other")).isEqualTo(KEEP);
        assertThat(book.find(new TenantId("other"), "m")).contains(NamedPolicy.DEFAULT);
    }

    @Test
    void theNameThatTheClientSentComesBeforeThePoolThatItsRouteChose() {
        // When
        define(null, KEEP);
        define("m", BLOCK);

        // Then
        assertThat(book.find(BANK, "m", "pool").map(NamedPolicy::text)).contains(BLOCK);
        assertThat(book.find(BANK, "alias", "m").map(NamedPolicy::text)).contains(BLOCK);
        assertThat(book.find(BANK, "alias", "pool").map(NamedPolicy::text)).contains(KEEP);
    }

    @Test
    void aPolicyThatIsTakenBackLeavesTheNextOne() {
        // Given
        define(null, KEEP);
        define("m", BLOCK);

        // When
        define("m", null);

        // Then
        assertThat(found("m")).isEqualTo(KEEP);
    }

    @Test
    void aRefusedPolicyLeavesTheFormerInForceAndSaysWhy() {
        // Given
        define(null, KEEP);

        // When
        Optional<String> refused =
                define(null, "{\"entities\":{\"EMAIL\":{\"action\":\"scramble\"}}}");
        book.refuse("bank/masking");

        // Then
        assertThat(refused).hasValueSatisfying(reason -> assertThat(reason).contains("scramble"));
        assertThat(found("m")).isEqualTo(KEEP);
    }

    @Test
    void withoutAFormerPolicyARefusedOneLetsNothingThrough() {
        // When
        define(null, "{");

        // Then
        assertThat(book.find(BANK, "m")).isEmpty();
        assertThat(book.find(new TenantId("other"), "m")).contains(NamedPolicy.DEFAULT);
    }

    @Test
    void aGoodPolicyEndsThat() {
        // Given
        define(null, "{");

        // When
        define(null, KEEP);

        // Then
        assertThat(found("m")).isEqualTo(KEEP);
    }

    @Test
    void digestTellsPoliciesApartAndPrintsNoText() {
        // Given
        define(null, KEEP);
        NamedPolicy policy = book.find(BANK, "m").orElseThrow();

        // Then
        assertThat(policy.digest()).matches("[0-9a-f]{16}");
        assertThat(policy.toString()).doesNotContain("EMAIL");
    }
}
