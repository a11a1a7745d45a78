package dev.sluice.gateway.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.Failure;
import dev.sluice.gateway.streaming.StreamRecords;
import org.junit.jupiter.api.Test;

final class WholeAnswerTest {
    private final StreamRecords records = StreamRecords.of("chatcmpl-1");
    private final WholeAnswer answer = new WholeAnswer();

    @Test
    void gathersAChatCompletion() {
        // Given
        records.answer("Hello", " 世界").forEach(answer::apply);

        // When
        String json = answer.chatCompletion();

        // Then
        assertThat(answer.isFinished()).isTrue();
        assertThat(json)
                .isEqualTo(
                        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\","
                                + "\"created\":1795341600,\"model\":\"smollm2\","
                                + "\"service_tier\":\"default\","
                                + "\"system_fingerprint\":\"fp_66a5da16aa\","
                                + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                                + "\"content\":\"Hello 世界\",\"refusal\":null},"
                                + "\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                                + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,"
                                + "\"total_tokens\":7}}");
    }

    @Test
    void thePlainShapeHasItsTextAtTopLevel() {
        // Given
        records.answer("Hello").forEach(answer::apply);

        // When
        String json = answer.plainCompletion();

        // Then
        assertThat(json)
                .startsWith("{\"id\":\"chatcmpl-1\",\"object\":\"text_completion\",")
                .contains("\"text\":\"Hello\",\"finish_reason\":\"stop\",\"usage\":{");
    }

    @Test
    void anEmptyAnswerIsAnAnswer() {
        // Given
        records.answer().forEach(answer::apply);

        // Then
        assertThat(answer.chatCompletion()).contains("\"content\":\"\"");
    }

    @Test
    void aFailureIsTold() {
        // When
        answer.apply(records.failed(0, ErrorCode.QUEUE_FULL, "full"));

        // Then
        assertThat(answer.isFinished()).isTrue();
        assertThat(answer.failure()).contains(Failure.of(ErrorCode.QUEUE_FULL, "full"));
    }
}
