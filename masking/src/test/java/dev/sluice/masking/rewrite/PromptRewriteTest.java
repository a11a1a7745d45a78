package dev.sluice.masking.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import dev.sluice.contracts.event.Tool;
import dev.sluice.contracts.event.ToolCall;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PromptRewriteTest {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    /// Puts `#` for digits, blocks at `!`.
    private static final class Digits implements PromptMasks, TextMask {
        private int count;
        private boolean blocked;

        @Override
        public TextMask open() {
            count = 0;
            return this;
        }

        @Override
        public @Nullable String policyDigest() {
            return "digest";
        }

        @Override
        public @Nullable String sealedState() {
            return "state";
        }

        @Override
        public String append(String text) {
            count = (int) text.chars().filter(Character::isDigit).count();
            blocked |= text.contains("!");
            return text.replaceAll("[0-9]", "#");
        }

        @Override
        public String flush() {
            return "";
        }

        @Override
        public boolean isBlocked() {
            return blocked;
        }

        @Override
        public Map<String, Integer> findings() {
            return Map.of("DIGIT", count);
        }
    }

    private static RequestMasks masks(Optional<PromptMasks> prompt) {
        return new RequestMasks() {
            @Override
            public Optional<PromptMasks> prompt(InferenceRequested requested) {
                return prompt;
            }

            @Override
            public Optional<AnswerMask> answer(GenerationStarted started) {
                return Optional.empty();
            }

            @Override
            public String message(String text) {
                return text;
            }
        };
    }

    private static Event rewritten(Optional<PromptMasks> masks, String text, String model) {
        return rewritten(masks, text, model, null);
    }

    private static Event rewritten(
            Optional<PromptMasks> masks, String text, String model, @Nullable AnswerFormat format) {
        List<ChatMessage> messages =
                List.of(
                        new ChatMessage("system", new SensitiveText("sys 1"), null),
                        new ChatMessage(
                                "user", new SensitiveText(text), new SensitiveText("ann2")));
        return rewritten(masks, new Prompt.Chat(messages), model, format);
    }

    private static Event rewritten(
            Optional<PromptMasks> masks,
            Prompt.Chat prompt,
            String model,
            @Nullable AnswerFormat format) {
        InferenceSpec spec =
                new InferenceSpec(
                        NOON,
                        0,
                        model,
                        prompt,
                        GenerationSettings.greedy(5)
                                .withStop(List.of("END 3"))
                                .withAnswerFormat(format),
                        Priority.STANDARD,
                        null,
                        false,
                        null,
                        "chat-1",
                        "a state that the client made up",
                        null);
        var requested =
                new InferenceRequested(
                        "r1/request", new RequestId("r1"), new TenantId("bank"), NOON, spec);
        return new PromptRewrite(masks(masks)).rewrite(requested, NOON);
    }

    @Test
    void masksEveryTextThatReachesTheModel() {
        // When
        Event rewritten = rewritten(Optional.of(new Digits()), "call 138", "pool");

        // Then
        assertThat(rewritten)
                .isInstanceOfSatisfying(
                        PromptMasked.class,
                        masked -> {
                            InferenceSpec spec = masked.spec();
                            assertThat(((Prompt.Chat) spec.prompt()).messages())
                                    .extracting(message -> message.content().value())
                                    .containsExactly("sys #", "call ###");
                            assertThat(((Prompt.Chat) spec.prompt()).messages().getLast().name())
                                    .isEqualTo(new SensitiveText("ann#"));
                            assertThat(spec.settings().stop()).containsExactly("END #");
                            assertThat(masked.findings()).isEqualTo(Map.of("DIGIT", 6));
                            assertThat(masked.policy()).isEqualTo("digest");
                            assertThat(spec.maskingState()).isEqualTo("state");
                            assertThat(spec.conversation()).isEqualTo("chat-1");
                        });
    }

    /// `'` for the quotation mark.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'enum':['a7','\\u0037\\n\\'','é😀']}|{'enum':['a#','#\\u000a\\'','é\\ud83d\\ude00']}",
                "{'properties':{'id 5':{'type':'null'}},'required':['id 5']}"
                        + "|{'properties':{'id #':{'type':'null'}},'required':['id #']}",
                "{'pattern':'^a$'}|{'pattern':'^a$'}",
                "{'properties':{'pattern':{'const':'4'}}}|{'properties':{'pattern':{'const':'#'}}}",
            })
    void masksTheNamesAndValuesOfASchema(String schema, String expected) {
        // When
        Event rewritten = rewritten(Optional.of(new Digits()), "call", "pool", schema(schema));

        // Then
        assertThat(rewritten)
                .isInstanceOfSatisfying(
                        PromptMasked.class,
                        masked ->
                                assertThat(masked.spec().settings().answerFormat())
                                        .isEqualTo(schema(expected)));
    }

    static List<AnswerFormat> rigid() {
        return List.of(
                schema("{'minimum':138}"),
                schema("{'pattern' : '^138'}"),
                schema("[138"),
                new AnswerFormat.Pattern(new SensitiveText("138")));
    }

    @ParameterizedTest
    @MethodSource("rigid")
    void endsARequestWhoseFormatHoldsDataThatCannotBeReplaced(AnswerFormat format) {
        // When
        Event rewritten = rewritten(Optional.of(new Digits()), "call", "pool", format);

        // Then
        assertThat(failureOf(rewritten)).isEqualTo(ErrorCode.CONTENT_BLOCKED);
    }

    private static Prompt.Chat withTools(String name, String description, String parameters) {
        ToolCall call =
                new ToolCall(
                        7,
                        new SensitiveText("get_weather"),
                        new SensitiveText("{\"phone\": \"138\", \"zip\": 89073}"));
        return new Prompt.Chat(
                List.of(
                        new ChatMessage("user", new SensitiveText("weather"), null),
                        new ChatMessage(
                                "assistant", SensitiveText.EMPTY, null, List.of(call), null),
                        new ChatMessage("tool", new SensitiveText("call 138"), null, null, 7)),
                List.of(
                        new Tool(
                                new SensitiveText(name),
                                new SensitiveText(description),
                                new SensitiveText(parameters.replace('\'', '"')))));
    }

    @Test
    void masksTheTextsOfToolsAndOfTheirCalls() {
        // Given
        AnswerFormat format = new AnswerFormat.ToolCalls(true, 0, false);
        Prompt.Chat prompt =
                withTools(
                        "get_weather",
                        "as of 2026",
                        "{'properties':{'a 1':{'description':'not 138','enum':['x7']}}}");

        // When
        Event rewritten = rewritten(Optional.of(new Digits()), prompt, "pool", format);

        // Then
        assertThat(rewritten)
                .isInstanceOfSatisfying(
                        PromptMasked.class,
                        masked -> {
                            Prompt.Chat chat = (Prompt.Chat) masked.spec().prompt();
                            assertThat(chat.tools())
                                    .containsExactly(
                                            new Tool(
                                                    new SensitiveText("get_weather"),
                                                    new SensitiveText("as of ####"),
                                                    new SensitiveText(
                                                            "{\"properties\":{\"a #\":"
                                                                    + "{\"description\":\"not"
                                                                    + " ###\",\"enum\":"
                                                                    + "[\"x#\"]}}}")));
                            ChatMessage caller = chat.messages().get(1);
                            assertThat(caller.toolCalls())
                                    .containsExactly(
                                            new ToolCall(
                                                    7,
                                                    new SensitiveText("get_weather"),
                                                    new SensitiveText(
                                                            "{\"phone\": \"###\", \"zip\":"
                                                                    + " #####}")));
                            ChatMessage answer = chat.messages().getLast();
                            assertThat(answer.content().value()).isEqualTo("call ###");
                            assertThat(answer.toolCallNumber()).isEqualTo(7);
                            assertThat(masked.spec().settings().answerFormat()).isEqualTo(format);
                        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"f138|{}", "f|{'properties':{'a':{'maximum':138}}}", "f|{'pattern':'138'}"})
    void endsARequestWhoseToolHoldsDataThatCannotBeReplaced(String name, String parameters) {
        // When
        Event rewritten =
                rewritten(
                        Optional.of(new Digits()), withTools(name, "d", parameters), "pool", null);

        // Then
        assertThat(failureOf(rewritten)).isEqualTo(ErrorCode.CONTENT_BLOCKED);
    }

    private static AnswerFormat schema(String json) {
        return new AnswerFormat.JsonSchema(new SensitiveText(json.replace('\'', '"')));
    }

    @Test
    void endsAPromptThatThePolicyBlocks() {
        // When
        Event rewritten = rewritten(Optional.of(new Digits()), "call!", "pool");

        // Then
        assertThat(failureOf(rewritten)).isEqualTo(ErrorCode.CONTENT_BLOCKED);
    }

    @Test
    void endsARequestWhosePolicyCannotBeRead() {
        // When
        Event rewritten = rewritten(Optional.empty(), "call", "pool");

        // Then
        assertThat(failureOf(rewritten)).isEqualTo(ErrorCode.MESH_UNAVAILABLE);
    }

    @Test
    void endsARequestWhoseModelCanBeNoPool() {
        // When
        Event rewritten = rewritten(Optional.of(new Digits()), "call", "no such/pool");

        // Then
        assertThat(failureOf(rewritten)).isEqualTo(ErrorCode.MODEL_NOT_FOUND);
    }

    private static @Nullable ErrorCode failureOf(Event event) {
        return event instanceof GenerationFinished end && end.failure() != null
                ? end.failure().code()
                : null;
    }
}
