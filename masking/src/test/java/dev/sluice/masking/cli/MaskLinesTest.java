package dev.sluice.masking.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.masking.Masker;
import dev.sluice.masking.TestSecrets;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.transform.Pseudonym;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskLinesTest {

    private static final Masker MASKER = Masker.of(MaskingPolicy.maskEverything());

    private final MaskLines lines = new MaskLines(conversations(MaskingPolicy.maskEverything()));

    private static Conversations conversations(MaskingPolicy policy) {
        return new Conversations(policy, () -> TestSecrets.INSTANCE);
    }

    @Test
    void answersWithOneTextPerChunkAndTheFlush() {
        // When
        String answer = lines.answer("{\"chunks\":[\"call 138\",\"1234\",\"5678\"]}");

        // Then
        assertThat(answer)
                .isEqualTo(
                        "{\"emitted\":[\"call \",\"\",\"\",\"138****5678\"],"
                                + "\"found\":[{\"type\":\"CN_MOBILE\",\"start\":5,\"end\":16,"
                                + "\"action\":\"mask\"}]}");
    }

    @Test
    void keepsLoneSurrogatesAsEscapes() {
        // When
        String answer = lines.answer("{\"chunks\":[\"\\ud83d\",\"é\\ude00\"]}");

        // Then
        assertThat(answer).isEqualTo("{\"emitted\":[\"\",\"\\ud83dé\\ude00\",\"\"],\"found\":[]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "null",
                "{}",
                "{\"chunks\":\"a\"}",
                "{\"chunks\":[1]}",
                "{\"chunks\":[]",
                "{\"chunks\":[]} 1"
            })
    void answersABadLineWithAnErrorThatDoesNotQuoteIt(String line) {
        // When
        String answer = lines.answer(line);

        // Then
        assertThat(answer).startsWith("{\"error\":\"line ");
    }

    @Test
    void goesOnAfterABadLine() throws IOException {
        // Given
        ByteArrayInputStream input =
                new ByteArrayInputStream("bad\n{\"chunks\":[\"ok\"]}\n".getBytes(UTF_8));
        ByteArrayOutputStream output = new ByteArrayOutputStream();

        // When
        lines.run(input, output);

        // Then
        assertThat(output.toString(UTF_8).lines())
                .containsExactly(
                        "{\"error\":\"line is not valid JSON\"}",
                        "{\"emitted\":[\"\",\"ok\"],\"found\":[]}");
    }

    @Test
    void plainTextIsMaskedAsItStreams() throws IOException {
        // Given
        String text = "邮箱 zhangsan@example.com，卡号 4111 1111 1111 1111。\n";
        ByteArrayOutputStream output = new ByteArrayOutputStream();

        // When
        MaskText.run(MASKER.open(), new ByteArrayInputStream(text.getBytes(UTF_8)), output);

        // Then
        assertThat(output.toString(UTF_8))
                .isEqualTo("邮箱 zha***@example.com，卡号 ************1111。\n");
    }

    @Test
    void givesAConversationsAnswersTheValuesOfItsOwnPromptsOnly() throws Exception {
        // Given
        MaskLines pseudonyms = new MaskLines(conversations(cardsByPseudonym()));

        // When
        String prompt =
                text(pseudonyms.answer(line("c1", "prompt", "pay 6222021234567890128 now")));
        String pseudonym = prompt.substring(4, prompt.length() - 4);
        String own = text(pseudonyms.answer(line("c1", "answer", "to " + pseudonym)));
        String foreign = text(pseudonyms.answer(line("c2", "answer", "to " + pseudonym)));
        String echo = text(pseudonyms.answer(line("c1", "prompt", "to " + pseudonym)));

        // Then
        assertThat(pseudonym).matches("<BANK_CARD_[0-9a-z]{8,}>");
        assertThat(own).isEqualTo("to 6222021234567890128");
        assertThat(foreign).isEqualTo("to " + pseudonym);
        assertThat(echo).isEqualTo("to \u2039BANK_CARD\u203a");
    }

    @Test
    void givesTheSameAnswersInAnotherRun() {
        // Given
        String line = line("c1", "prompt", "pay 6222021234567890128 now");

        // When
        String first = new MaskLines(conversations(cardsByPseudonym())).answer(line);
        String second = new MaskLines(conversations(cardsByPseudonym())).answer(line);

        // Then
        assertThat(second).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"chunks\":[],\"conversation\":\"c\"}",
                "{\"chunks\":[],\"conversation\":1,\"direction\":\"prompt\"}",
                "{\"chunks\":[],\"conversation\":\"c\",\"direction\":\"up\"}",
                "{\"chunks\":[],\"direction\":\"prompt\"}"
            })
    void answersAConversationThatIsNotWholeWithAnError(String line) {
        assertThat(lines.answer(line))
                .isEqualTo(
                        "{\"error\":\"conversation must be a string, direction prompt or"
                                + " answer\"}");
    }

    private static MaskingPolicy cardsByPseudonym() {
        return new MaskingPolicy(Map.of(EntityType.BANK_CARD, new Pseudonym()), Set.of());
    }

    private static String line(String conversation, String direction, String text) {
        return new JsonMapper()
                .createObjectNode()
                .put("conversation", conversation)
                .put("direction", direction)
                .set("chunks", new JsonMapper().createArrayNode().add(text))
                .toString();
    }

    private static String text(String answer) throws JsonProcessingException {
        StringBuilder text = new StringBuilder();
        new JsonMapper()
                .readTree(answer)
                .get("emitted")
                .forEach(part -> text.append(part.asText()));
        return text.toString();
    }

    @Test
    void refusesALineThatIsTooLongAndGoesOn() throws IOException {
        // Given
        String text = "x".repeat(MaskLines.LINE_LENGTH_MAX + 1) + "\n{\"chunks\":[\"ok\"]}\n";
        ByteArrayOutputStream output = new ByteArrayOutputStream();

        // When
        lines.run(new ByteArrayInputStream(text.getBytes(UTF_8)), output);

        // Then
        assertThat(output.toString(UTF_8).lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("error", "characters"),
                        second -> assertThat(second).contains("\"ok\""));
    }
}
