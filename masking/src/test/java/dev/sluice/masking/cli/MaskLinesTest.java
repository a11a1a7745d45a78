package dev.sluice.masking.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.masking.Masker;
import dev.sluice.masking.policy.MaskingPolicy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskLinesTest {

    private static final Masker MASKER = Masker.of(MaskingPolicy.maskEverything());

    private final MaskLines lines = new MaskLines(MASKER);

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
        MaskText.run(MASKER, new ByteArrayInputStream(text.getBytes(UTF_8)), output, _ -> {});

        // Then
        assertThat(output.toString(UTF_8))
                .isEqualTo("邮箱 zha***@example.com，卡号 ************1111。\n");
    }

    @Test
    void refusesALineThatIsTooLongAndGoesOn() throws IOException {
        // Given
        String text = "x".repeat(MaskLines.LINE_LENGTH_MAX + 1) + "\n{\"chunks\":[\"ok\"]}\n";
        ByteArrayOutputStream output = new ByteArrayOutputStream();

        // When
        new MaskLines(MASKER).run(new ByteArrayInputStream(text.getBytes(UTF_8)), output);

        // Then
        assertThat(output.toString(UTF_8).lines())
                .satisfiesExactly(
                        first -> assertThat(first).contains("error", "characters"),
                        second -> assertThat(second).contains("\"ok\""));
    }
}
