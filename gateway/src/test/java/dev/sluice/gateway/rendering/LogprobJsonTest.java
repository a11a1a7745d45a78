package dev.sluice.gateway.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.TokenLogprob;
import dev.sluice.contracts.event.TokenLogprobs;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.StreamRecords;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class LogprobJsonTest {
    private static final Choices CHOICES = Choices.of(new RequestId("chatcmpl-1"));
    private static final TokenLogprobs PARIS =
            new TokenLogprobs(
                    token(" Paris", -0.25f), List.of(token(" Paris", -0.25f), token(" \"", -2.5f)));

    /// The first two of the three bytes of a character.
    private static final TokenLogprobs HALF =
            new TokenLogprobs(
                    new TokenLogprob(new SensitiveText("\ufffd"), List.of(228, 184), -1),
                    List.of());

    private static final TokenLogprobs REST =
            new TokenLogprobs(
                    new TokenLogprob(new SensitiveText("\ufffd"), List.of(150), 0), List.of());

    private static final String CHAT =
            "{\"content\":[{\"token\":\" Paris\",\"logprob\":-0.25,"
                    + "\"bytes\":[32,80,97,114,105,115],\"top_logprobs\":["
                    + "{\"token\":\" Paris\",\"logprob\":-0.25,"
                    + "\"bytes\":[32,80,97,114,105,115]},"
                    + "{\"token\":\" \\\"\",\"logprob\":-2.5,\"bytes\":[32,34]}]},"
                    + "{\"token\":\"\ufffd\",\"logprob\":-1.0,\"bytes\":[228,184],"
                    + "\"top_logprobs\":[]},"
                    + "{\"token\":\"\ufffd\",\"logprob\":0.0,\"bytes\":[150],"
                    + "\"top_logprobs\":[]}],\"refusal\":null}";

    private static final String COMPLETION =
            "{\"tokens\":[\" Paris\",\"\ufffd\",\"\ufffd\"],"
                    + "\"token_logprobs\":[-0.25,-1.0,0.0],"
                    + "\"top_logprobs\":[{\" Paris\":-0.25,\" \\\"\":-2.5},{},{}],"
                    + "\"text_offset\":[%d,%d,%d]}";

    private final StreamRecords records = StreamRecords.of("chatcmpl-1");
    private final TextStreamed first = text(1, " Paris世", List.of(PARIS, HALF, REST));
    private final TextStreamed second = text(2, " Paris", List.of(PARIS));
    private final TextStreamed masked = text(3, "138****8000", null);

    @Test
    void standInTheChunkOfTheirText() {
        // Given
        ChatChunks chunks = new ChatChunks(CHOICES, -1);
        StringBuilder out = new StringBuilder();
        // When
        chunks.append(out, records.started());
        chunks.append(out, first);
        chunks.append(out, masked);
        // Then
        assertThat(out.toString().lines().filter(line -> line.startsWith("data: ")))
                .satisfiesExactly(
                        role -> assertThat(role).contains("\"logprobs\":null"),
                        text ->
                                assertThat(text)
                                        .contains("\"content\":\" Paris世\"")
                                        .contains("\"logprobs\":" + CHAT + ",\"finish_reason\""),
                        hidden -> assertThat(hidden).contains("\"logprobs\":null"));
    }

    @Test
    void ofCompletionsCountTheTextBeforeThem() {
        // Given
        CompletionChunks chunks = new CompletionChunks(CHOICES, -1);
        StringBuilder out = new StringBuilder();
        // When
        chunks.append(out, records.started());
        chunks.append(out, second);
        chunks.append(out, first);
        // Then
        assertThat(out.toString())
                .contains("\"logprobs\":" + COMPLETION.formatted(6, 12, 13))
                .contains("\"text_offset\":[0]");
    }

    @Test
    void areGatheredInAWholeAnswer() {
        // Given
        WholeAnswer answer = new WholeAnswer();
        // When
        answer.apply(records.started());
        answer.apply(first);
        answer.apply(masked);
        answer.apply(records.finished(4));
        // Then
        assertThat(answer.chatCompletion()).contains("\"logprobs\":" + CHAT);
        assertThat(answer.textCompletion())
                .contains("\"logprobs\":" + COMPLETION.formatted(0, 6, 7));
    }

    private TextStreamed text(int index, String text, @Nullable List<TokenLogprobs> logprobs) {
        TextStreamed plain = (TextStreamed) records.text(index, text);
        return new TextStreamed(
                plain.eventId(),
                plain.requestId(),
                plain.tenantId(),
                index,
                plain.occurredAt(),
                plain.text(),
                index,
                null,
                logprobs);
    }

    private static TokenLogprob token(String text, float logprob) {
        return new TokenLogprob(new SensitiveText(text), null, logprob);
    }
}
