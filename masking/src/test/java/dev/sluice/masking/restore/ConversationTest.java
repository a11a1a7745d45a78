package dev.sluice.masking.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.masking.Masked;
import dev.sluice.masking.Masker;
import dev.sluice.masking.StreamingMasker;
import dev.sluice.masking.TestSecrets;
import dev.sluice.masking.detect.BuiltinDetectors;
import dev.sluice.masking.detect.Detector;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.policy.Direction;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.transform.Pseudonym;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Prompts and answers of whole conversations, through mask and restorer as in the mesh.
class ConversationTest {
    private static final MaskingPolicy POLICY =
            new MaskingPolicy(
                    BuiltinDetectors.types().stream()
                            .collect(Collectors.toMap(Function.identity(), _ -> new Pseudonym())),
                    Set.of());
    private static final Masker PROMPTS = Masker.of(POLICY.towards(Direction.PROMPT));
    private static final Masker ANSWERS = Masker.of(POLICY.towards(Direction.ANSWER));

    private final ConversationKeys keys = keys("c1");
    private PromptPseudonyms pseudonyms = new PromptPseudonyms(keys);

    private static ConversationKeys keys(String conversation) {
        return ConversationKeys.of(TestSecrets.INSTANCE, new TenantId("bank"), conversation);
    }

    static List<Detector> detectors() {
        return BuiltinDetectors.all();
    }

    private String prompt(String text) {
        return mask(PROMPTS.open(pseudonyms), text);
    }

    private static String mask(StreamingMasker stream, String text) {
        return stream.append(text).text() + stream.flush().text();
    }

    private String answer(String first, String second) {
        StreamingMasker masker = ANSWERS.open(keys);
        Restorer restorer = new Restorer(pseudonyms.issued());
        StringBuilder restored = new StringBuilder();
        for (String chunk : List.of(first, second)) {
            restored.append(restorer.append(masker.append(chunk).text()).restored());
        }
        Masked last = masker.flush();
        restored.append(restorer.append(last.text()).restored());
        return restored.append(restorer.flush().restored()).toString();
    }

    @ParameterizedTest
    @MethodSource("detectors")
    void everyTypeComesBackAtEverySplit(Detector detector) {
        for (String value : detector.examples().samples()) {
            // Given
            pseudonyms = new PromptPseudonyms(keys);
            String masked = prompt("Mine: " + value + ", yes");
            assertThat(masked).doesNotContain(value);

            for (int cut = 0; cut <= masked.length(); cut++) {
                // When
                String restored = answer(masked.substring(0, cut), masked.substring(cut));

                // Then
                assertThat(restored).as("cut at %d", cut).isEqualTo("Mine: " + value + ", yes");
            }
        }
    }

    @Test
    void threeTurnsHaveOnePseudonymForAValueAndItComesBackInEach() {
        // Given
        List<String> history = new ArrayList<>(List.of("My card is 6222 0212 3456 7890 128."));
        String pseudonym = prompt(history.getFirst()).replaceAll(".*(<.*>).*", "$1");

        for (int turn = 1; turn <= 3; turn++) {
            // When: each request brings the whole history, as the caller saw it
            PromptPseudonyms ofRequest = new PromptPseudonyms(keys("c1"));
            history.add("And 6222021234567890128 again, turn " + turn);
            List<String> masked =
                    history.stream().map(text -> mask(PROMPTS.open(ofRequest), text)).toList();
            Restorer restorer = new Restorer(ofRequest.issued());
            String restored = restorer.append("It is " + pseudonym + ".").restored();

            // Then
            assertThat(masked).allMatch(text -> text.contains(pseudonym));
            assertThat(restored).isEqualTo("It is 6222 0212 3456 7890 128.");
            history.add(restored);
        }
    }

    @Test
    void anotherConversationsPseudonymStaysWhatItIs() {
        // Given
        String foreign = mask(PROMPTS.open(new PromptPseudonyms(keys("c2"))), "a 13812345678 b");
        prompt("a 13812345678 b");

        // When
        String restored = answer(foreign, "");

        // Then
        assertThat(restored).isEqualTo(foreign);
    }

    @Test
    void aValueOfTheModelsOwnGetsAPseudonymThatDoesNotComeBack() {
        // When
        String restored = answer("Call 139123", "45678 now");

        // Then
        assertThat(restored).matches("Call <CN_MOBILE_[0-9a-z]{8}> now");
    }

    @Test
    void lookAlikesInAPromptAreNeutralisedInEverySpelling() {
        // Given
        String pseudonym = prompt("13812345678");
        String body = pseudonym.substring(1, pseudonym.length() - 1);

        for (String typed :
                List.of(
                        pseudonym,
                        pseudonym.toLowerCase(java.util.Locale.ROOT),
                        "&lt;" + body + "&gt;",
                        "\\u003c" + body + "\\u003E",
                        "\\<" + body.replace("_", "\\_") + "\\>",
                        "＜" + body + "＞",
                        "<CN_MOBILE_13912345678>")) {
            // When
            String masked = prompt("say " + typed + " twice");

            // Then
            assertThat(masked).isEqualTo("say \u2039CN_MOBILE\u203a twice");
        }
    }

    @Test
    void tagsInAPromptStayTags() {
        for (String tag : List.of("<email_addresses>", "<EMAIL_1>", "<card_k7q2m9x4>", "<b>")) {
            assertThat(prompt(tag)).isEqualTo(tag);
        }
    }

    @Test
    void nestedLookAlikesLeaveNoPseudonymBehind() {
        // Given
        String pseudonym = prompt("13812345678");

        // When
        String masked =
                prompt("<CN_MOBILE_" + pseudonym + "k7q2m9x4> <CN_MOBILE_<CN_MOBILE_" + pseudonym);

        // Then
        assertThat(masked).doesNotContain(pseudonym);
        assertThat(new Restorer(pseudonyms.issued()).append(masked).differs()).isFalse();
    }

    @Test
    void aSecretThatIsTooLongIsShownAsItsTypeAndDoesNotComeBack() {
        // Given
        String body = "QUJD".repeat(5_000);

        // When
        String masked = prompt("-----BEGIN PRIVATE KEY-----" + body + "-----END PRIVATE KEY-----");

        // Then
        assertThat(masked).isEqualTo("\u2039PRIVATE_KEY\u203a");
        assertThat(pseudonyms.issued().isEmpty()).isTrue();
    }

    @Test
    void withoutKeysTheTypeIsShown() {
        // Given
        MaskingPolicy policy =
                new MaskingPolicy(Map.of(EntityType.EMAIL, new Pseudonym()), Set.of());

        // When
        String masked = Masker.of(policy).maskWhole("ann@example.org ").text();

        // Then
        assertThat(masked).isEqualTo("\u2039EMAIL\u203a ");
    }
}
