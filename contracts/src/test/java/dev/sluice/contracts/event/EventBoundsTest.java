package dev.sluice.contracts.event;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each bound at its limit and one past it.
final class EventBoundsTest {
    private static final GenerationSettings PLAIN = GenerationSettings.greedy(1);
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    static Stream<Arguments> allowed() {
        return Stream.of(
                of("maxTokens 1", () -> GenerationSettings.greedy(1)),
                of("temperature 2", () -> sampling(2, 0, 1, 0, 1)),
                of("topK 0", () -> sampling(0, 0, 1, 0, 1)),
                of("topP 0", () -> sampling(0, 0, 0, 0, 1)),
                of("minP 1", () -> sampling(0, 0, 1, 1, 1)),
                of("repetitionPenalty 0.01", () -> sampling(0, 0, 1, 0, 0.01)),
                of("repetitionPenalty 100", () -> sampling(0, 0, 1, 0, 100)),
                of("penalties -2, 2", () -> penalties(-2, 2)),
                of("logitBias 1024", () -> bias(1024, 100)),
                of("logitBias -100", () -> bias(1, -100)),
                of("stop 16", () -> stop(16)),
                of("schema 131072", () -> schema(131_072)),
                of("expression 131072", () -> expression(131_072)),
                of("model 128", () -> spec("m".repeat(128), 0)),
                of("role 32", () -> message("r".repeat(32))),
                of("eventId 1024", () -> cancel("e".repeat(1024), "r")),
                of("reason 256", () -> cancel("e", "r".repeat(256))),
                of("token text 65536", () -> token("t".repeat(65_536))),
                of("weight 1000", () -> tenant(1000)),
                of("tools 1", () -> tools(1)),
                of("tools 128", () -> tools(128)),
                of("tool", () -> tool("n".repeat(64), "d".repeat(10_485_760), "{}")),
                of("call 0", () -> call(0)),
                of("calls", () -> spec(tools(2), calls(1))),
                of("usage 0", () -> new Usage(0, 0)),
                of("epoch 1, index 0", () -> finished(1, 0, FinishReason.STOP, null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allowed")
    void allowsWhatStandsAtTheLimit(String name, ThrowingCallable made) {
        assertThatCode(made).as(name).doesNotThrowAnyException();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                of(
                        "schema length is 131073.0, must be between 1.0 and 131072.0",
                        () -> schema(131_073)),
                of(
                        "expression length is 0.0, must be between 1.0 and 131072.0",
                        () -> expression(0)),
                of(
                        "eventId has 1025 characters, allowed are 1024",
                        () -> cancel("e".repeat(1025), "r")),
                of(
                        "reason has 257 characters, allowed are 256",
                        () -> cancel("e", "r".repeat(257))),
                of("text has 65537 characters, allowed are 65536", () -> token("t".repeat(65_537))),
                of("weight is 1001.0, must be between 1.0 and 1000.0", () -> tenant(1001)),
                of("maxTokens is 0, must be at least 1", () -> GenerationSettings.greedy(0)),
                of(
                        "temperature is 2.01, must be between 0.0 and 2.0",
                        () -> sampling(2.01, 0, 1, 0, 1)),
                of(
                        "temperature is NaN, must be between 0.0 and 2.0",
                        () -> sampling(Double.NaN, 0, 1, 0, 1)),
                of("topK is -1, must not be negative", () -> sampling(0, -1, 1, 0, 1)),
                of("topP is 1.01, must be between 0.0 and 1.0", () -> sampling(0, 0, 1.01, 0, 1)),
                of("minP is -0.1, must be between 0.0 and 1.0", () -> sampling(0, 0, 1, -0.1, 1)),
                of(
                        "repetitionPenalty is 0.0, must be between 0.01 and 100.0",
                        () -> sampling(0, 0, 1, 0, 0)),
                of(
                        "frequencyPenalty is -2.1, must be between -2.0 and 2.0",
                        () -> penalties(-2.1, 0)),
                of("presencePenalty is 2.1, must be between -2.0 and 2.0", () -> penalties(0, 2.1)),
                of(
                        "logitBias count is 1025.0, must be between 0.0 and 1024.0",
                        () -> bias(1025, 0)),
                of("logitBias of 0 is 101.0, must be between -100.0 and 100.0", () -> bias(1, 101)),
                of("stop count is 17.0, must be between 0.0 and 16.0", () -> stop(17)),
                of(
                        "model has 129 characters, allowed are 1 to 128",
                        () -> spec("m".repeat(129), 0)),
                of("model has 0 characters, allowed are 1 to 128", () -> spec("", 0)),
                of("streamPartition is -1, must not be negative", () -> spec("m", -1)),
                of("role has 33 characters, allowed are 1 to 32", () -> message("r".repeat(33))),
                of("role has 0 characters, allowed are 1 to 32", () -> message("")),
                of("messages is empty, at least 1 is needed", () -> new Prompt.Chat(List.of())),
                of("tools count is 0.0, must be between 1.0 and 128.0", () -> tools(0)),
                of("tools count is 129.0, must be between 1.0 and 128.0", () -> tools(129)),
                of(
                        "tool name length is 65.0, must be between 1.0 and 64.0",
                        () -> tool("n".repeat(65), "d", "{}")),
                of(
                        "tool description has 10485761 characters, allowed are 10485760",
                        () -> tool("n", "d".repeat(10_485_761), "{}")),
                of(
                        "tool parameters length is 0.0, must be between 1.0 and 1.048576E7",
                        () -> tool("n", "d", "")),
                of("call number is -1, must not be negative", () -> call(-1)),
                of("only is -1, must not be negative", () -> calls(-1)),
                of(
                        "tools count is 0, the answer's format needs 1",
                        () -> spec(new Prompt.Text(SensitiveText.EMPTY), calls(null))),
                of("tools count is 2, the answer's format needs 3", () -> spec(tools(2), calls(2))),
                of("promptTokens is -1, must not be negative", () -> new Usage(-1, 0)),
                of("epoch is 0, must be at least 1", () -> finished(0, 0, FinishReason.STOP, null)),
                of(
                        "index is -1, must not be negative",
                        () -> finished(1, -1, FinishReason.STOP, null)),
                of("one of reason and failure is needed", () -> finished(1, 0, null, null)),
                of(
                        "one of reason and failure is needed",
                        () ->
                                finished(
                                        1,
                                        0,
                                        FinishReason.STOP,
                                        Failure.of(ErrorCode.INTERNAL, "x"))));
    }

    private static AnswerFormat schema(int length) {
        return new AnswerFormat.JsonSchema(new SensitiveText("x".repeat(length)));
    }

    private static Tool tool(String name, String description, String parameters) {
        return new Tool(
                new SensitiveText(name),
                new SensitiveText(description),
                new SensitiveText(parameters));
    }

    private static Prompt.Chat tools(int count) {
        return new Prompt.Chat(
                List.of(message("user")), Collections.nCopies(count, tool("n", "d", "{}")));
    }

    private static ToolCall call(int number) {
        return new ToolCall(number, SensitiveText.EMPTY, SensitiveText.EMPTY);
    }

    private static AnswerFormat calls(@Nullable Integer only) {
        return new AnswerFormat.ToolCalls(true, only, false);
    }

    private static AnswerFormat expression(int length) {
        return new AnswerFormat.Pattern(new SensitiveText("x".repeat(length)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void refusesWhatStandsOnePastIt(String message, ThrowingCallable made) {
        assertThatThrownBy(made).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    private static Arguments of(String name, ThrowingCallable made) {
        return Arguments.of(name, made);
    }

    private static GenerationSettings sampling(
            double temperature, int topK, double topP, double minP, double repetitionPenalty) {
        return new GenerationSettings(
                null,
                temperature,
                topK,
                topP,
                minP,
                repetitionPenalty,
                0,
                0,
                Map.of(),
                0,
                List.of());
    }

    private static GenerationSettings penalties(double frequency, double presence) {
        return new GenerationSettings(
                null, 0, 0, 1, 0, 1, frequency, presence, Map.of(), 0, List.of());
    }

    private static GenerationSettings bias(int count, double value) {
        Map<Integer, Double> bias = new HashMap<>();
        IntStream.range(0, count).forEach(id -> bias.put(id, value));
        return new GenerationSettings(null, 0, 0, 1, 0, 1, 0, 0, bias, 0, List.of());
    }

    private static GenerationSettings stop(int count) {
        return new GenerationSettings(
                null, 0, 0, 1, 0, 1, 0, 0, Map.of(), 0, Collections.nCopies(count, "x"));
    }

    private static InferenceSpec spec(Prompt prompt, AnswerFormat format) {
        return new InferenceSpec(
                NOON,
                0,
                "m",
                prompt,
                PLAIN.withAnswerFormat(format),
                Priority.STANDARD,
                null,
                false,
                null);
    }

    private static InferenceSpec spec(String model, int streamPartition) {
        return new InferenceSpec(
                NOON,
                streamPartition,
                model,
                new Prompt.Text(SensitiveText.EMPTY),
                PLAIN,
                Priority.STANDARD,
                null,
                false,
                null);
    }

    private static ControlEvent cancel(String eventId, String reason) {
        var id = new RequestId("r-1");
        return new ControlEvent.CancelInference(eventId, id, TenantId.DEFAULT, NOON, reason);
    }

    private static TokenEvent token(String text) {
        return new TokenEvent.TokenGenerated(
                "e",
                new RequestId("r-1"),
                TenantId.DEFAULT,
                1,
                1,
                NOON,
                7,
                new SensitiveText(text));
    }

    private static TenantEvent tenant(int weight) {
        return new TenantEvent.TenantDefined(
                "e", TenantId.DEFAULT, NOON, weight, null, null, null, null, null);
    }

    private static ChatMessage message(String role) {
        return new ChatMessage(role, SensitiveText.EMPTY, null);
    }

    private static TokenEvent finished(
            int epoch,
            int index,
            @org.jspecify.annotations.Nullable FinishReason reason,
            @org.jspecify.annotations.Nullable Failure failure) {
        return new TokenEvent.GenerationFinished(
                "e",
                new RequestId("r-1"),
                TenantId.DEFAULT,
                epoch,
                index,
                NOON,
                SensitiveText.EMPTY,
                reason,
                failure,
                Usage.NONE);
    }
}
