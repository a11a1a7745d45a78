package dev.sluice.masking.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.masking.TestSecrets;
import dev.sluice.masking.detect.EntityType;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PromptPseudonymsTest {
    private static final EntityType EMAIL = EntityType.EMAIL;
    private static final TenantId BANK = new TenantId("bank");

    private static PromptPseudonyms pseudonyms() {
        return new PromptPseudonyms(ConversationKeys.of(TestSecrets.INSTANCE, BANK, "c1"));
    }

    @Test
    void keepsTheFirstSpelling() {
        // Given
        PromptPseudonyms pseudonyms = pseudonyms();

        // When
        String first = pseudonyms.pseudonym(EMAIL, "Ann@x.org", "Ann@x.org");
        String second = pseudonyms.pseudonym(EMAIL, "ann@x.org", "ann@x.org");

        // Then
        assertThat(second).isEqualTo(first);
        assertThat(pseudonyms.issued().values()).isEqualTo(Map.of(first, "Ann@x.org"));
    }

    /// With tokens of two characters, two of 100 values meet for certain.
    @Test
    void valuesWhoseTokensMeetGetPseudonymsOfTheirOwn() {
        // Given
        ConversationKeys keys =
                new ConversationKeys(
                        TestSecrets.INSTANCE.derive(BANK, "a"),
                        TestSecrets.INSTANCE.derive(BANK, "b"),
                        TestSecrets.INSTANCE.derive(BANK, "c"),
                        2);
        PromptPseudonyms pseudonyms = new PromptPseudonyms(keys);

        // When
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            String value = "p" + i + "@x.org";
            given.put(pseudonyms.pseudonym(EMAIL, value, value), value);
        }

        // Then
        assertThat(given).hasSize(100).isEqualTo(pseudonyms.issued().values());
    }

    @Test
    void keepsNoMoreThanItsBoundAndStillNamesTheRest() {
        // Given
        PromptPseudonyms pseudonyms = pseudonyms();
        for (int i = 0; i < PromptPseudonyms.VALUES_MAX; i++) {
            pseudonyms.pseudonym(EMAIL, i + "@x.org", i + "@x.org");
        }

        // When
        String beyond = pseudonyms.pseudonym(EMAIL, "more@x.org", "more@x.org");

        // Then
        assertThat(beyond).startsWith("<EMAIL_");
        assertThat(pseudonyms.issued().values())
                .hasSize(PromptPseudonyms.VALUES_MAX)
                .doesNotContainKey(beyond);
    }

    @Test
    void keepsNoMoreCharactersThanItsBound() {
        // Given
        PromptPseudonyms pseudonyms = pseudonyms();
        String half = "x".repeat(PromptPseudonyms.CHARACTERS_MAX / 2);

        // When
        pseudonyms.pseudonym(EMAIL, "a" + half, "a" + half);
        pseudonyms.pseudonym(EMAIL, "b" + half, "b" + half);

        // Then
        assertThat(pseudonyms.issued().values()).hasSize(1);
    }

    @Test
    void printsNoValue() {
        // Given
        PromptPseudonyms pseudonyms = pseudonyms();
        pseudonyms.pseudonym(EMAIL, "ann@x.org", "ann@x.org");

        // Then
        assertThat(pseudonyms.issued().toString()).isEqualTo("[1 pseudonyms]");
    }
}
