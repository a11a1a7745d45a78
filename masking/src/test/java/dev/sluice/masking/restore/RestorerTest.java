package dev.sluice.masking.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestorerTest {
    private static final String CARD = "<BANK_CARD_k7q2m9x4>";
    private static final String CARD_2 = "<BANK_CARD_k7q2mzz4>";
    private static final String KEY = "<PRIVATE_KEY_a1b2c3d4>";

    private static final Map<String, String> VALUES =
            Map.of(
                    CARD, "6222 0212",
                    CARD_2, "4111",
                    KEY, "-----BEGIN\n\"x\\y\"-----");

    private static final IssuedPseudonyms ISSUED = IssuedPseudonyms.of(VALUES);

    /// Every spelling of the pseudonyms.
    private static final List<Pattern> FORMS =
            VALUES.keySet().stream()
                    .map(pseudonym ->
                            pseudonym
                                    .replace("<", "(<|&lt;|\\\\u003[cC]|\\\\<)")
                                    .replace(">", "(>|&gt;|\\\\u003[eE]|\\\\>)")
                                    .replace("_", "\\\\?_"))
                    .map(form -> Pattern.compile(form, Pattern.CASE_INSENSITIVE))
                    .toList();

    private static String restore(List<String> chunks) {
        Restorer restorer = new Restorer(ISSUED);
        StringBuilder masked = new StringBuilder();
        StringBuilder restored = new StringBuilder();
        for (String chunk : chunks) {
            take(restorer.append(chunk), masked, restored);
        }
        take(restorer.flush(), masked, restored);
        assertThat(masked.toString()).isEqualTo(String.join("", chunks));
        return restored.toString();
    }

    private static void take(Restored step, StringBuilder masked, StringBuilder restored) {
        masked.append(step.masked());
        restored.append(step.restored());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pay <BANK_CARD_k7q2m9x4> now | pay 6222 0212 now",
                "<BANK_CARD_k7q2m9x4><BANK_CARD_k7q2mzz4> | 6222 02124111",
                "<<BANK_CARD_<BANK_CARD_k7q2m9x4>> | <<BANK_CARD_6222 0212>",
                "<bank_card_K7Q2M9X4> | 6222 0212",
                "&lt;BANK_CARD_k7q2m9x4&gt; | 6222 0212",
                "\\u003cBANK_CARD_k7q2m9x4\\u003E | 6222 0212",
                "\\<BANK\\_CARD\\_k7q2m9x4\\> | 6222 0212",
                "&&lt;BANK_CARD_k7q2m9x4> \\\\<BANK_CARD_k7q2m9x4> | &6222 0212 \\6222 0212",
                "{\"a\":\"<PRIVATE_KEY_a1b2c3d4>\"} | {\"a\":\"-----BEGIN\\n\\\"x\\\\y\\\"-----\"}",
                "<BANK_CARD_k7q2m9x5> <BANK_CARD_k7q2m9x> | <BANK_CARD_k7q2m9x5>"
                        + " <BANK_CARD_k7q2m9x>",
                "<BANK_CARD_k7q2m9x4 | <BANK_CARD_k7q2m9x4",
                "BANK_CARD_k7q2m9x4> | BANK_CARD_k7q2m9x4>",
                "<IBAN_k7q2m9x4> | <IBAN_k7q2m9x4>",
                "\u2039BANK_CARD_k7q2m9x4\u203a | \u2039BANK_CARD_k7q2m9x4\u203a",
                "a < b && c > d \\u003 &l | a < b && c > d \\u003 &l"
            })
    void turnsIssuedPseudonymsBackAtEveryPairOfSplitPointsAndNothingElse(
            String text, String expected) {
        for (int i = 0; i <= text.length(); i++) {
            for (int j = i; j <= text.length(); j++) {
                // When
                String restored =
                        restore(
                                List.of(
                                        text.substring(0, i),
                                        text.substring(i, j),
                                        text.substring(j)));

                // Then
                assertThat(restored).as("cut at %d and %d", i, j).isEqualTo(expected);
            }
        }
    }

    @Test
    void holdsNothingLongerThanItMayBecomeAPseudonym() {
        // Given
        Restorer restorer = new Restorer(ISSUED);

        // Then
        assertThat(restorer.append("see <BANK").restored()).isEqualTo("see ");
        assertThat(restorer.append("_CARD_k7q2m").restored()).isEmpty();
        assertThat(restorer.append("y").restored()).isEqualTo("<BANK_CARD_k7q2my");
        assertThat(restorer.append("<BANKER").restored()).isEqualTo("<BANKER");
        assertThat(restorer.append("&l").masked()).isEmpty();
        assertThat(restorer.append("t").masked()).isEmpty();
        assertThat(restorer.heldLength()).isEqualTo(3);
        assertThat(restorer.append(" ").masked()).isEqualTo("&lt ");
    }

    /// The hold is what some continuation turns into a value, and every such text is held.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void holdsExactlyTheBeginningsOfPseudonyms(long seed) {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        List<String> forms =
                List.of(
                        CARD,
                        CARD_2,
                        KEY,
                        "&lt;BANK_CARD_k7q2m9x4&gt;",
                        "\\u003cBANK_CARD_k7q2m9x4\\u003e",
                        "\\<BANK\\_CARD\\_k7q2m9x4\\>");

        for (int round = 0; round < 1_000; round++) {
            // When
            StringBuilder text = new StringBuilder();
            for (int piece = 0; piece < 4; piece++) {
                String form = forms.get(random.nextInt(forms.size()));
                int cut = random.nextInt(form.length());
                text.append(random.nextInt(3) == 0 ? form : form.substring(0, cut));
            }
            Restorer restorer = new Restorer(ISSUED);
            restorer.append(text.toString());

            // Then
            assertThat(restorer.heldLength())
                    .as("held of %s", text)
                    .isEqualTo(longestBeginning(text.toString()));
        }
    }

    /// By trying each end of the text with each rest that completes a pseudonym.
    private static int longestBeginning(String text) {
        for (int from = 0; from < text.length(); from++) {
            String end = text.substring(from);
            if (FORMS.stream().anyMatch(form -> mayBecome(end, form))) {
                return end.length();
            }
        }
        return 0;
    }

    @SuppressWarnings("JdkObsolete") // hitEnd after matches() is the question itself
    private static boolean mayBecome(String end, Pattern form) {
        Matcher matcher = form.matcher(end);
        return !matcher.matches() && matcher.hitEnd();
    }

    @Test
    void costsTimeInProportionToTheText() {
        // Given
        String hostile = "<BANK_CARD_k7q2m9x".repeat(50_000) + "\\u003".repeat(50_000);

        // When
        String restored = restore(List.of(hostile));

        // Then
        assertThat(restored).isEqualTo(hostile);
    }

    @Test
    void printsNoText() {
        assertThat(new Restored("<A_b>", "secret").toString()).doesNotContain("secret", "A_b");
    }
}
