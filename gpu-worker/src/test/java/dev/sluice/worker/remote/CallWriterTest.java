package dev.sluice.worker.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.worker.tokens.TextPieces;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

final class CallWriterTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Prompt CHAT = RemoteRequests.chat("user", "What is 1+1?");
    private static final Prompt TEXT = new Prompt.Text(new SensitiveText("One and one"));

    private static JsonNode body(
            Dialect dialect, Prompt prompt, GenerationSettings settings, String... emitted) {
        RemoteCall call =
                new CallWriter("m", dialect, 100)
                        .write(RemoteRequests.spec(prompt, settings), ids(emitted));
        try {
            return JSON.readTree(call.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static int[] ids(String... tokens) {
        return Arrays.stream(tokens).map(TextPieces::of).flatMapToInt(Arrays::stream).toArray();
    }

    private static GenerationSettings all() {
        return new GenerationSettings(
                9, 0.5, 40, 0.9, 0.1, 1.2, 0.3, 0.4, Map.of(17, -5.0), 42, List.of("END"));
    }

    private static GenerationSettings unbounded() {
        return new GenerationSettings(null, 1, 0, 1, 0, 1, 0, 0, Map.of(), 7, List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "VLLM, repetition_penalty",
        "SGLANG, repetition_penalty",
        "LLAMA_CPP, repeat_penalty"
    })
    void everySettingIsSent(Dialect dialect, String repetition) {
        // When
        JsonNode body = body(dialect, CHAT, all());

        // Then
        assertThat(body.path("model").asText()).isEqualTo("m");
        assertThat(body.path("stream").asBoolean()).isTrue();
        assertThat(body.at("/stream_options/include_usage").asBoolean()).isTrue();
        assertThat(body.path("max_tokens").asInt()).isEqualTo(9);
        assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(body.path("top_k").asInt()).isEqualTo(40);
        assertThat(body.path("top_p").asDouble()).isEqualTo(0.9);
        assertThat(body.path("min_p").asDouble()).isEqualTo(0.1);
        assertThat(body.path(repetition).asDouble()).isEqualTo(1.2);
        assertThat(body.path("frequency_penalty").asDouble()).isEqualTo(0.3);
        assertThat(body.path("presence_penalty").asDouble()).isEqualTo(0.4);
        assertThat(body.at("/logit_bias/17").asDouble()).isEqualTo(-5);
        assertThat(body.path("seed").asLong()).isEqualTo(42);
        assertThat(body.at("/stop/0").asText()).isEqualTo("END");
        assertThat(body.at("/messages/0/content").asText()).isEqualTo("What is 1+1?");
    }

    /// A server's own defaults (vLLM reads them from the model's folder) are not what was asked
    /// for.
    @ParameterizedTest
    @CsvSource({"VLLM, -1", "SGLANG, -1", "LLAMA_CPP, 0"})
    void whatChangesNothingIsSentToo(Dialect dialect, int topKOfAll) {
        // When
        JsonNode body = body(dialect, CHAT, unbounded());

        // Then
        assertThat(body.path("top_k").asInt(99)).isEqualTo(topKOfAll);
        assertThat(body.path("min_p").asDouble(99)).isZero();
        assertThat(body.path("top_p").asDouble(99)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"40, 0, 1, top_k", "0, 0.1, 1, min_p", "0, 0, 1.2, repetition_penalty"})
    void whatOpenAiHasNoWordForIsRefusedByName(int topK, double minP, double penalty, String name) {
        // Given
        var settings =
                new GenerationSettings(9, 1, topK, 1, minP, penalty, 0, 0, Map.of(), 7, List.of());

        // Then
        assertThatThrownBy(() -> body(Dialect.OPENAI, CHAT, settings))
                .isInstanceOfSatisfying(
                        SluiceException.class,
                        e -> assertThat(e.errorCode()).isEqualTo(ErrorCode.UNSUPPORTED_PARAMETER))
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"OPENAI"},
            mode = Mode.EXCLUDE)
    void aConversationGoesOnAsAnAssistantsTurn(Dialect dialect) {
        // When
        JsonNode body = body(dialect, CHAT, all(), "It", " is", " two");

        // Then
        assertThat(body.at("/messages/1/role").asText()).isEqualTo("assistant");
        assertThat(body.at("/messages/1/content").asText()).isEqualTo("It is two");
        assertThat(body.path("max_tokens").asInt()).isEqualTo(6);
        boolean isTold = dialect != Dialect.LLAMA_CPP;
        assertThat(body.path("continue_final_message").asBoolean()).isEqualTo(isTold);
        assertThat(body.path("add_generation_prompt").asBoolean(true)).isEqualTo(!isTold);
    }

    @Test
    void llamaCppGoesOnWithTheCallersOwnLastTurn() {
        // Given
        Prompt prompt = RemoteRequests.chat("user", "Sum?", "assistant", "The sum");

        // When
        JsonNode body = body(Dialect.LLAMA_CPP, prompt, all(), " is");

        // Then
        assertThat(body.path("messages")).hasSize(2);
        assertThat(body.at("/messages/1/content").asText()).isEqualTo("The sum is");
    }

    @Test
    void anOpenAiServerCannotGoOnWithAConversationAndTheClientMayAskAgain() {
        assertThatThrownBy(() -> body(Dialect.OPENAI, CHAT, GenerationSettings.greedy(9), "It"))
                .isInstanceOfSatisfying(
                        SluiceException.class,
                        e -> assertThat(e.errorCode().retry()).isEqualTo(ErrorCode.Retry.NOW))
                .hasMessageContaining("cannot go on with it (dialect openai)");
    }

    @Test
    void anOpenAiServerBeginsAgainWhereNothingWasShown() {
        // Given
        int[] begun = Arrays.copyOf(ids("wonderful"), 1);

        // When
        RemoteCall call =
                new CallWriter("m", Dialect.OPENAI, 100)
                        .write(RemoteRequests.spec(CHAT, GenerationSettings.greedy(9)), begun);

        // Then
        assertThat(call.body()).contains("\"max_tokens\":9").doesNotContain("assistant");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void anyServerGoesOnWithAText(Dialect dialect) {
        // When
        JsonNode body = body(dialect, TEXT, GenerationSettings.greedy(9), " is", " two");

        // Then
        assertThat(body.path("prompt").asText()).isEqualTo("One and one is two");
        assertThat(body.path("max_tokens").asInt()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({"OPENAI, 89", "SGLANG, 89", "VLLM, ", "LLAMA_CPP, "})
    void aTextWithoutALengthGetsALongOne(Dialect dialect, @Nullable Integer length) {
        // When
        JsonNode maxTokens = body(dialect, TEXT, unbounded()).path("max_tokens");

        // Then
        assertThat(length == null ? maxTokens.isNull() : maxTokens.asInt() == length).isTrue();
    }

    @Test
    void anAnswerInAFormatIsNotContinued() {
        // Given
        var settings = GenerationSettings.greedy(9).withAnswerFormat(new AnswerFormat.JsonObject());

        // Then
        assertThatThrownBy(() -> body(Dialect.VLLM, CHAT, settings, "{"))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("response_format");
    }

    @Test
    void idsOfAnotherEngineAreNotContinued() {
        assertThatThrownBy(() ->
                        new CallWriter("m", Dialect.VLLM, 100)
                                .write(
                                        RemoteRequests.spec(CHAT, GenerationSettings.greedy(9)),
                                        new int[] {17, 4}))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("engine of another kind");
    }

    @Test
    void formatsAreSent() {
        // Given
        var settings = GenerationSettings.greedy(9);
        var schema = new AnswerFormat.JsonSchema(new SensitiveText("{\"type\":\"object\"}"));
        var pattern = new AnswerFormat.Pattern(new SensitiveText("[ab]+"));

        // Then
        assertThat(
                        body(
                                        Dialect.OPENAI,
                                        CHAT,
                                        settings.withAnswerFormat(new AnswerFormat.JsonObject()))
                                .at("/response_format/type")
                                .asText())
                .isEqualTo("json_object");
        assertThat(
                        body(Dialect.OPENAI, CHAT, settings.withAnswerFormat(schema))
                                .at("/response_format/json_schema/schema/type")
                                .asText())
                .isEqualTo("object");
        assertThat(
                        body(Dialect.VLLM, CHAT, settings.withAnswerFormat(pattern))
                                .at("/structured_outputs/regex")
                                .asText())
                .isEqualTo("[ab]+");
        assertThat(
                        body(Dialect.SGLANG, CHAT, settings.withAnswerFormat(pattern))
                                .path("regex")
                                .asText())
                .isEqualTo("[ab]+");
        assertThatThrownBy(() -> body(Dialect.LLAMA_CPP, CHAT, settings.withAnswerFormat(pattern)))
                .isInstanceOf(SluiceException.class)
                .hasMessageContaining("regular expression");
    }

    @Test
    void aCallTravelsAsPromptTokensAndShowsItsSizeOnly() {
        // Given
        InferenceSpec spec =
                RemoteRequests.spec(RemoteRequests.chat("user", "秘密 secret \n \u0000"), all());
        RemoteCall call = new CallWriter("m", Dialect.VLLM, 100).write(spec, new int[0]);

        // Then
        assertThat(RemoteCall.ofPromptTokens(call.toPromptTokens())).isEqualTo(call);
        assertThat(call.toString()).doesNotContain("secret", "秘密");
    }

    @Test
    void theDialectIsTheServersOwn() {
        assertThat(List.of("vllm", "sglang", "llamacpp", "sluice", ""))
                .map(Dialect::ofOwner)
                .containsExactly(
                        Dialect.VLLM,
                        Dialect.SGLANG,
                        Dialect.LLAMA_CPP,
                        Dialect.OPENAI,
                        Dialect.OPENAI);
    }
}
