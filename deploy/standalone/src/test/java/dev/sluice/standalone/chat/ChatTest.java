package dev.sluice.standalone.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.standalone.client.ScriptedGateway;
import dev.sluice.standalone.console.OperatorFailure;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ChatTest {
    private static final String PATH = "/v1/chat/completions";
    private static final String PARIS = chunk("Paris") + "data: [DONE]\n\n";

    private ScriptedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new ScriptedGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void sendsWhatWasSaidBeforeWithEveryQuestion() throws Exception {
        // Given
        gateway.answering(PATH, 200, PARIS);
        var lines = new TypedLines("Capital of France?", "", "And of Italy?", "/exit", "never");

        // When
        chat(lines);

        // Then
        assertThat(lines.shown()).isEqualTo("Paris\nParis\n");
        assertThat(messages())
                .hasToString("[{\"role\":\"user\",\"content\":\"Capital of France?\"}]");
        assertThat(messages())
                .extracting(message -> message.path("content").asText())
                .containsExactly("Capital of France?", "Paris", "And of Italy?");
    }

    @Test
    void startsOverUnderANewSystemMessage() throws Exception {
        // Given
        gateway.answering(PATH, 200, PARIS);
        var lines = new TypedLines("Hi", "/system Be brief.", "Hello", "/reset", "Again");

        // When
        chat(lines);

        // Then
        assertThat(messages()).hasSize(1);
        assertThat(messages().findValuesAsText("content")).containsExactly("Be brief.", "Hello");
        assertThat(messages().findValuesAsText("content")).containsExactly("Be brief.", "Again");
    }

    @Test
    void anInterruptEndsTheAnswerAndNotTheChat() throws Exception {
        // Given
        gateway.answering(PATH, 200, chunk("Once upon") + ScriptedGateway.HOLD + PARIS);
        var lines = new TypedLines("Tell me a story", "/help");
        lines.interruptAfter("Once upon");

        // When
        chat(lines);

        // Then
        assertThat(lines.shown()).startsWith("Once upon\n").contains("/exit leaves");
    }

    @Test
    void tellsAFailureAndGoesOnAtATerminal() {
        // Given
        gateway.answering(PATH, 429, "{\"error\":{\"message\":\"the queue is full\"}}");
        var lines = new TypedLines("Hi", "/nonsense");

        // When
        chat(lines);

        // Then
        assertThat(lines.shown()).contains("the queue is full", "/nonsense is unknown");
    }

    @Test
    void failsInAPipeWhereNobodyWouldNotice() {
        // Given
        gateway.answering(PATH, 429, "{\"error\":{\"message\":\"the queue is full\"}}");
        var lines = new TypedLines("Hi", "never asked").piped();

        // When
        assertThatThrownBy(() -> chat(lines))
                // Then
                .isInstanceOf(OperatorFailure.class)
                .hasMessageContaining("the queue is full");
    }

    private void chat(Lines lines) {
        new Chat(gateway.client(), new Chat.Options("tiny", null, null, 0.0), lines).run();
    }

    private JsonNode messages() throws Exception {
        return new ObjectMapper().readTree(gateway.takeAsked().body()).path("messages");
    }

    private static String chunk(String text) {
        return "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n".formatted(text);
    }
}
