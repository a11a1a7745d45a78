package dev.sluice.gateway.rendering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.gateway.streaming.Choices;
import dev.sluice.gateway.streaming.StreamRecords;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ChatChunksTest {
    private static final String HEAD =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1795341600,"
                    + "\"model\":\"smollm2\",\"service_tier\":\"default\","
                    + "\"system_fingerprint\":\"fp_66a5da16aa\",\"choices\":[";

    private final StreamRecords records = StreamRecords.of("chatcmpl-1");

    @Test
    void rendersOpenAisChunks() {
        // When
        String frames = rendered(-1, records.answer("Hello", " 世界\n"));

        // Then
        assertThat(frames)
                .isEqualTo(
                        "id: 0\ndata: "
                                + HEAD
                                + "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},\"logprobs\":null,\"finish_reason\":null}]}\n\n"
                                + "id: 1\n"
                                + "data: "
                                + HEAD
                                + "{\"index\":0,\"delta\":{\"content\":\"Hello\"},"
                                + "\"logprobs\":null,\"finish_reason\":null}]}\n\n"
                                + "id: 2\ndata: "
                                + HEAD
                                + "{\"index\":0,\"delta\":{\"content\":\" 世界\\n\"},"
                                + "\"logprobs\":null,\"finish_reason\":null}]}\n\n"
                                + "id: 3\ndata: "
                                + HEAD
                                + "{\"index\":0,\"delta\":{},"
                                + "\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n"
                                + "data: [DONE]\n\n");
    }

    @Test
    void theUsageChunkComesLastAndWithoutAnId() {
        // When
        String frames = rendered(-1, records.withUsage().answer("Hello"));

        // Then
        assertThat(frames)
                .contains("\"finish_reason\":null}],\"usage\":null}")
                .endsWith(
                        "data: "
                                + HEAD
                                + "],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":1,"
                                + "\"total_tokens\":6}}\n\ndata: [DONE]\n\n");
    }

    @Test
    void aResumedStreamHasTheBytesOfTheFirstTimeFromEveryIndexOn() {
        // Given
        List<StreamEvent> answer = records.withUsage().answer("a", "b", "c", "d");
        String whole = rendered(-1, answer);

        for (int index = 0; index < answer.size(); index++) {
            // When
            String resumed = rendered(index, answer);

            // Then
            int end = whole.indexOf("\n\n", whole.indexOf("id: " + index + "\n")) + 2;
            assertThat(resumed).isEqualTo(whole.substring(end));
        }
    }

    @Test
    void afterTheLastIndexOnlyTheTailFollows() {
        assertThat(rendered(99, records.answer("a"))).isEqualTo("data: [DONE]\n\n");
    }

    @Test
    void aFailureIsTheLastThing() {
        // Given
        List<StreamEvent> events =
                List.of(
                        records.started(),
                        records.text(1, "a"),
                        records.failed(2, ErrorCode.ENGINE_FAILED, "the engine failed"));

        // When
        String frames = rendered(1, events);

        // Then
        assertThat(frames)
                .isEqualTo(
                        "id: 2\ndata: {\"error\":{\"message\":\"the engine failed\","
                                + "\"type\":\"server_error\",\"param\":null,"
                                + "\"code\":\"engine_failed\"}}\n\n");
    }

    @Test
    void aStreamMayFailBeforeItBegins() {
        assertThat(rendered(-1, List.of(records.failed(0, ErrorCode.QUEUE_FULL, "full"))))
                .startsWith("id: 0\ndata: {\"error\":");
    }

    @Test
    void textWithoutABeginningIsAFaultOfTheLog() {
        assertThatThrownBy(() -> rendered(-1, List.of(records.text(0, "a"))))
                .isInstanceOf(IllegalStateException.class);
    }

    private static String rendered(long startingAfter, List<StreamEvent> events) {
        ChatChunks chunks =
                new ChatChunks(Choices.of(events.getFirst().requestId()), startingAfter);
        StringBuilder out = new StringBuilder();
        events.forEach(event -> chunks.append(out, event));
        return out.toString();
    }
}
