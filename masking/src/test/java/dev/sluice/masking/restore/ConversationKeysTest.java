package dev.sluice.masking.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.masking.Masked;
import dev.sluice.masking.Masker;
import dev.sluice.masking.TestSecrets;
import dev.sluice.masking.detect.BuiltinDetectors;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.policy.Direction;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.transform.Hash;
import dev.sluice.masking.transform.Pseudonym;
import dev.sluice.masking.transform.Transformation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationKeysTest {
    private static final ConversationKeys KEYS = keys("bank", "c1");

    private static ConversationKeys keys(String tenant, String conversation) {
        return ConversationKeys.of(TestSecrets.INSTANCE, new TenantId(tenant), conversation);
    }

    private static String pseudonym(ConversationKeys keys, EntityType type, String value) {
        return keys.pseudonym(type, value, value);
    }

    @Test
    void pseudonymNamesTheTypeAndNothingOfTheValue() {
        // When
        String pseudonym = pseudonym(KEYS, EntityType.BANK_CARD, "6222021234567890128");

        // Then
        assertThat(pseudonym).matches("<BANK_CARD_[a-z][0-9a-z]{7}>");
    }

    @ParameterizedTest
    @CsvSource({
        "CN_MOBILE, 13812345678, +86 138-1234-5678",
        "CN_MOBILE, 13812345678, 0086 138 1234 5678",
        "BANK_CARD, 6222021234567890128, 6222 0212 3456 7890 128",
        "EMAIL, ann@example.org, Ann@Example.ORG",
        "CN_RESIDENT_ID, 11010519491231002X, 11010519491231002x",
        "IBAN, DE89370400440532013000, DE89 3704 0044 0532 0130 00",
        "US_SSN, 536-90-4399, 536 90 4399"
    })
    void allSpellingsOfAValueHaveOnePseudonymAndOneHash(String type, String one, String other) {
        // Given
        EntityType entity = new EntityType(type);

        // Then
        assertThat(pseudonym(KEYS, entity, other)).isEqualTo(pseudonym(KEYS, entity, one));
        assertThat(KEYS.hash(entity, other)).isEqualTo(KEYS.hash(entity, one));
    }

    @Test
    void addressesThatDifferInADotAndKeysThatDifferInCaseStayApart() {
        assertThat(pseudonym(KEYS, EntityType.IP_ADDRESS, "10.1.23.4"))
                .isNotEqualTo(pseudonym(KEYS, EntityType.IP_ADDRESS, "10.12.3.4"));
        assertThat(pseudonym(KEYS, EntityType.API_KEY, "sk-abcdefghijklmnopqrsT"))
                .isNotEqualTo(pseudonym(KEYS, EntityType.API_KEY, "sk-abcdefghijklmnopqrst"));
    }

    @Test
    void pseudonymsOfTwoConversationsHaveNothingInCommonAndHashesOfATenantDo() {
        // Given
        EntityType type = EntityType.EMAIL;
        String value = "ann@example.org";

        // Then
        assertThat(pseudonym(keys("bank", "c2"), type, value))
                .isNotEqualTo(pseudonym(KEYS, type, value));
        assertThat(keys("bank", "c2").hash(type, value)).isEqualTo(KEYS.hash(type, value));
        assertThat(keys("other", "c1").hash(type, value)).isNotEqualTo(KEYS.hash(type, value));
    }

    @Test
    void hashIsNotTheBareOneAndNamesItsType() throws NoSuchAlgorithmException {
        // When
        String hash = KEYS.hash(EntityType.CN_MOBILE, "13812345678");

        // Then
        assertThat(hash).matches("\u2039CN_MOBILE#[a-z][0-9a-z]{11}\u203a");
        byte[] bare =
                MessageDigest.getInstance("SHA-256")
                        .digest("13812345678".getBytes(StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(bare)).doesNotContain(hash.substring(11, 18));
    }

    /// A pseudonym or a hash that a detector takes for a number would be masked in the answer.
    @Test
    void noDetectorFindsAnythingInPseudonymsAndHashes() {
        // Given
        Masker pseudonyms = answersUnder(new Pseudonym());
        Masker hashes = answersUnder(new Hash());

        for (EntityType type : BuiltinDetectors.types()) {
            for (int i = 0; i < 500; i++) {
                String first = pseudonym(KEYS, type, "v" + i);
                String second = pseudonym(KEYS, type, "w" + i);
                String hash = KEYS.hash(type, "v" + i);

                // When
                Masked named = pseudonyms.maskWhole("%s 138%s1".formatted(first, second));
                Masked hashed = hashes.maskWhole("138 " + hash);

                // Then
                assertThat(named.text()).contains(first, second);
                assertThat(hashed.text()).contains(hash);
            }
        }
    }

    private static Masker answersUnder(Transformation everywhere) {
        Map<EntityType, Transformation> entities =
                BuiltinDetectors.types().stream()
                        .collect(Collectors.toMap(Function.identity(), _ -> everywhere));
        return Masker.of(new MaskingPolicy(entities, Set.of()).towards(Direction.ANSWER));
    }
}
