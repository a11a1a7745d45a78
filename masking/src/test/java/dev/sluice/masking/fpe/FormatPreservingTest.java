package dev.sluice.masking.fpe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.masking.Finding;
import dev.sluice.masking.Masked;
import dev.sluice.masking.Masker;
import dev.sluice.masking.TestSecrets;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.restore.ConversationKeys;
import dev.sluice.masking.transform.FormatPreserved;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatPreservingTest {
    private static final SecretKey KEY = key("2b7e151628aed2a6abf7158809cf4f3c");

    private static SecretKey key(String hex) {
        return new SecretKeySpec(HexFormat.of().parseHex(hex), "AES");
    }

    @ParameterizedTest
    @CsvSource({
        "BANK_CARD, 4111111111111111, 411111\\d{10}",
        "BANK_CARD, 6222 0212 3456 7890 128, 6222 02\\d\\d( \\d{4}){2} \\d{3}",
        "BANK_CARD, 501800000009, 50180\\d{7}",
        "CN_MOBILE, 13812345678, 138\\d{8}",
        "CN_MOBILE, +86 138-1234-5678, '\\+86 138-\\d{4}-\\d{4}'",
        "CN_RESIDENT_ID, 11010519491231002X, 110105(19|20)\\d{9}[\\dX]",
        "CN_LANDLINE, 010-62751234, 010-6\\d{7}",
        "IBAN, DE89 3704 0044 0532 0130 00, DE\\d\\d( \\d{4}){4} \\d\\d",
        "IBAN, GB82WEST12345698765432, GB\\d\\dWEST\\d{14}",
        "US_SSN, 536-90-4399, \\d{3}-\\d{2}-\\d{4}",
        "IMEI, 490154203237518, 49015420\\d{7}",
        "NHS, 943 476 5919, \\d{3} \\d{3} \\d{4}",
        "AADHAAR, 2363 6105 2466, \\d{4} \\d{4} \\d{4}",
        "PHONE, 978-249-9678, 978-\\d{3}-\\d{4}"
    })
    void givesAnotherValueOfTheSameTypeAndForm(String type, String value, String form) {
        // Given
        EntityType entity = new EntityType(type);
        String before = type.startsWith("CN_") ? "电话 " : "number is ";

        // When
        String encrypted = FormatPreserving.encrypt(entity, value, KEY).orElseThrow();

        // Then
        assertThat(encrypted).matches(form).isNotEqualTo(value);
        assertThat(FormatPreserving.encrypt(entity, value, KEY)).contains(encrypted);
        List<Finding> found =
                Masker.of(MaskingPolicy.maskEverything())
                        .maskWhole(before + encrypted + " ")
                        .findings();
        assertThat(found).hasSize(1);
    }

    @Test
    void cardsOfOneIssuerStayDifferentAndValid() {
        // Given
        Set<String> cards =
                java.util.stream.IntStream.range(0, 2_000)
                        .mapToObj("41111100%07d"::formatted)
                        .map(FormatPreservingTest::withLuhnDigit)
                        .collect(Collectors.toSet());

        // When
        Set<String> encrypted = new HashSet<>();
        cards.forEach(card ->
                encrypted.add(
                        FormatPreserving.encrypt(EntityType.BANK_CARD, card, KEY).orElseThrow()));

        // Then
        assertThat(encrypted).hasSameSizeAs(cards).allMatch(FormatPreservingTest::isLuhn);
    }

    @Test
    void whoHasTheKeyTurnsItBack() {
        // Given
        String encrypted =
                FormatPreserving.encrypt(EntityType.CN_MOBILE, "13812345678", KEY).orElseThrow();

        // When
        String back = decrypt(encrypted.substring(3), "CN_MOBILE", KEY);

        // Then
        assertThat(back).isEqualTo("12345678");
        assertThat(decrypt(encrypted.substring(3), "PHONE", KEY)).isNotEqualTo("12345678");
        SecretKey other = key("2b7e151628aed2a6abf7158809cf4f3d");
        assertThat(decrypt(encrypted.substring(3), "CN_MOBILE", other)).isNotEqualTo("12345678");
    }

    /// Sample 1 of NIST's FF1 examples, by the engine that is used here.
    @Test
    void theEngineKnowsThePublishedSample() {
        // Then
        assertThat(decrypt("2433477484", "", KEY)).isEqualTo("0123456789");
    }

    @Test
    void valuesOfOtherFormsAreNotEncrypted() {
        // Then
        assertThat(FormatPreserving.encrypt(EntityType.QQ, "123456789", KEY)).isEmpty();
        assertThat(FormatPreserving.encrypt(EntityType.PHONE, "12-345", KEY)).isEmpty();
        assertThat(FormatPreserving.encrypt(EntityType.CN_RESIDENT_ID, "110105491231002", KEY))
                .isEmpty();
        assertThat(FormatPreserving.encrypt(EntityType.CN_RESIDENT_ID, "11010519490231002X", KEY))
                .isEmpty();
        assertThat(FormatPreserving.encrypt(EntityType.CN_MOBILE, "一三八", KEY)).isEmpty();
    }

    @Test
    void aTenantsNumbersAreTheSameInAllItsConversations() {
        // Given
        String text = "card 4111 1111 1111 1111 and QQ 12345678, ";
        Masker masker =
                Masker.of(
                        new MaskingPolicy(
                                Map.of(EntityType.BANK_CARD, new FormatPreserved()), Set.of()));
        Function<ConversationKeys, Masked> mask =
                keys -> {
                    var stream = masker.open(keys);
                    Masked first = stream.append(text);
                    return new Masked(
                            first.text() + stream.flush().text(), first.findings(), false);
                };

        // When
        String one = mask.apply(keys("bank", "c1")).text();

        // Then
        assertThat(one).matches("card 4111 11\\d\\d \\d{4} \\d{4} and QQ \\*{4}, ");
        assertThat(mask.apply(keys("bank", "c2")).text()).isEqualTo(one);
        assertThat(mask.apply(keys("shop", "c1")).text()).isNotEqualTo(one);
        assertThat(masker.maskWhole(text).text()).isEqualTo("card ‹BANK_CARD› and QQ ****, ");
    }

    private static ConversationKeys keys(String tenant, String conversation) {
        return ConversationKeys.of(TestSecrets.INSTANCE, new TenantId(tenant), conversation);
    }

    private static String decrypt(String digits, String tweak, SecretKey key) {
        FPEFF1Engine engine = new FPEFF1Engine();
        engine.init(
                false,
                new FPEParameters(new KeyParameter(key.getEncoded()), 10, tweak.getBytes(UTF_8)));
        byte[] numerals = new byte[digits.length()];
        for (int i = 0; i < numerals.length; i++) {
            numerals[i] = (byte) (digits.charAt(i) - '0');
        }
        engine.processBlock(numerals, 0, numerals.length, numerals, 0);
        StringBuilder plain = new StringBuilder();
        for (byte numeral : numerals) {
            plain.append(numeral);
        }
        return plain.toString();
    }

    private static String withLuhnDigit(String number) {
        for (int check = 0; check < 10; check++) {
            if (isLuhn(number + check)) {
                return number + check;
            }
        }
        throw new IllegalStateException(number);
    }

    /// Written once more, for it judges the other one.
    private static boolean isLuhn(String number) {
        int sum = 0;
        for (int i = 0; i < number.length(); i++) {
            int digit = number.charAt(number.length() - 1 - i) - '0';
            sum += i % 2 == 0 ? digit : 2 * digit / 10 + 2 * digit % 10;
        }
        return sum % 10 == 0;
    }
}
