package dev.sluice.gateway.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.StreamRecords;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// How several choices look, streamed and whole.
final class ChoicesRenderingTest {
    private static final String ID = "chatcmpl-n2-01m81b5h80003g00000000001a";
    private static final String HEAD =
            "{\"id\":\"%s\",\"object\":\"chat.completion.chunk\",\"created\":1795341600,"
                            .formatted(ID)
                    + "\"model\":\"smollm2\",\"service_tier\":\"default\","
                    + "\"system_fingerprint\":\"fp_66a5da16aa\",\"choices\":[";
    private static final String TAIL = ",\"logprobs\":null,\"finish_reason\":";

    private final Choices choices = Choices.of(new RequestId(ID));
    private final StreamRecords first = recordsOf(0);
    private final StreamRecords second = recordsOf(1);

    /// The second one is faster: its records stand before the first one's.
    private final List<StreamEvent> merged =
            List.of(
                    second.started(),
                    second.text(1, "b"),
                    first.started(),
                    second.finished(2),
                    first.text(1, "a"),
                    first.text(2, "c"),
                    first.finished(3));

    private StreamRecords recordsOf(int choice) {
        return new StreamRecords(choices.ids().get(choice), TenantId.DEFAULT, true);
    }

    private static String frames(Supplier<Frames> form, List<StreamEvent> events) {
        Frames frames = form.get();
        StringBuilder out = new StringBuilder();
        frames.begin(out);
        events.forEach(event -> frames.append(out, event));
        return out.toString();
    }

    private static String frame(int id, int choice, String delta, String finishReason) {
        return "id: %d\ndata: ".formatted(id)
                + HEAD
                + "{\"index\":%d,\"delta\":{%s}".formatted(choice, delta)
                + TAIL
                + finishReason
                + "}],\"usage\":null}\n\n";
    }

    @Test
    void chunksHaveOneCountOfIdsAndNameTheirChoice() {
        // When
        String frames = frames(() -> Frames.of(choices.requestId(), -1), merged);

        // Then
        String role = "\"role\":\"assistant\",\"content\":\"\",\"refusal\":null";
        assertThat(frames)
                .isEqualTo(
                        frame(0, 1, role, "null")
                                + frame(1, 1, "\"content\":\"b\"", "null")
                                + frame(2, 0, role, "null")
                                + frame(3, 1, "", "\"stop\"")
                                + frame(4, 0, "\"content\":\"a\"", "null")
                                + frame(5, 0, "\"content\":\"c\"", "null")
                                + frame(6, 0, "", "\"stop\"")
                                + "data: "
                                + HEAD
                                + "],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":3,"
                                + "\"total_tokens\":8}}\n\ndata: [DONE]\n\n");
    }

    @Test
    void aResumedStreamHasTheSameBytesFromAnyIndex() {
        // Given
        String whole = frames(() -> Frames.of(choices.requestId(), -1), merged);

        // Then
        for (int index = 0; index < merged.size(); index++) {
            int startingAfter = index;
            String rest = frames(() -> Frames.of(choices.requestId(), startingAfter), merged);
            assertThat(whole).endsWith(rest);
            assertThat(whole.substring(0, whole.length() - rest.length()))
                    .endsWith("\n\n")
                    .contains("id: " + index + "\n")
                    .doesNotContain("id: " + (index + 1) + "\n");
        }
    }

    @Test
    void whereToGoOnIsTheMergedIndex() {
        // Given
        Frames frames = Frames.of(choices.requestId(), -1);
        merged.subList(0, 4).forEach(event -> frames.append(new StringBuilder(), event));

        // Then
        assertThat(frames.resumePath(choices.requestId()))
                .isEqualTo("/v1/streams/" + ID + "?starting_after=3");
    }

    @Test
    void completionsNameTheirChoiceToo() {
        // Given
        Choices texts = Choices.of(new RequestId(ID.replace("chatcmpl", "cmpl")));
        StreamRecords late = new StreamRecords(texts.ids().get(1), TenantId.DEFAULT, false);

        // When
        String frames = frames(() -> Frames.of(texts.requestId(), 0), late.answer("b"));

        // Then
        assertThat(frames).contains("{\"text\":\"b\",\"index\":1,").doesNotContain("[DONE]", ".1-");
    }

    @Test
    void aFailureOfOneIsTheEndOfAll() {
        // Given
        List<StreamEvent> events =
                List.of(first.started(), second.failed(0, ErrorCode.ENGINE_FAILED, "down"));

        // When
        String frames = frames(() -> Frames.of(choices.requestId(), 0), events);

        // Then
        assertThat(frames)
                .startsWith("id: 1\ndata: {\"error\":{\"message\":\"down\"")
                .doesNotContain("[DONE]");
    }

    private WholeAnswers gathered(List<StreamEvent> events) {
        WholeAnswers answers = new WholeAnswers(choices);
        events.forEach(answers::apply);
        return answers;
    }

    @Test
    void aWholeAnswerHasThemInTheirOrder() {
        assertThat(gathered(merged).chatCompletion())
                .isEqualTo(
                        HEAD.replace(".chunk", "")
                                + "{\"index\":0,\"message\":{\"role\":\"assistant\","
                                + "\"content\":\"ac\",\"refusal\":null}"
                                + TAIL
                                + "\"stop\"},{\"index\":1,\"message\":{\"role\":\"assistant\","
                                + "\"content\":\"b\",\"refusal\":null}"
                                + TAIL
                                + "\"stop\"}],\"usage\":{\"prompt_tokens\":5,"
                                + "\"completion_tokens\":3,\"total_tokens\":8}}");
    }

    @Test
    void aWholeCompletionHasThemToo() {
        assertThat(gathered(merged).textCompletion())
                .contains(
                        "\"choices\":[{\"text\":\"ac\",\"index\":0,\"logprobs\":null,"
                                + "\"finish_reason\":\"stop\"},{\"text\":\"b\",\"index\":1,");
    }

    @Test
    void aWholeAnswerFailsWithAnyOfThem() {
        // When
        WholeAnswers answers =
                gathered(List.of(first.started(), second.failed(0, ErrorCode.QUEUE_FULL, "full")));

        // Then
        assertThat(answers.failure().map(Failure::code)).contains(ErrorCode.QUEUE_FULL);
    }
}
