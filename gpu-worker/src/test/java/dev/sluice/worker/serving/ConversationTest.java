package dev.sluice.worker.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.Tool;
import dev.sluice.contracts.event.ToolCall;
import dev.sluice.worker.chat.ChatTemplate;
import dev.sluice.worker.chat.TemplateTokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final String TEMPLATES = "/dev/sluice/worker/chat/jinja2-golden.json";
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 7, 5, 9, 5);

    private static final Tool WEATHER =
            new Tool(
                    text("get_weather"),
                    text("of a \"city\""),
                    text("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}"));
    private static final Tool NOW_TOOL =
            new Tool(text("now"), null, text("{\"type\":\"object\",\"properties\":{}}"));
    private static final List<ChatMessage> TURNS =
            List.of(
                    message("user", "Ulm?"),
                    new ChatMessage(
                            "assistant",
                            text("Wait."),
                            null,
                            List.of(
                                    new ToolCall(
                                            0, text("get_weather"), text("{\"city\":\"Ulm\"}")),
                                    new ToolCall(1, text("now"), text("{}"))),
                            null),
                    new ChatMessage("tool", text("21"), null, null, 0),
                    new ChatMessage("tool", text("noon"), null, null, 1));

    @Test
    void aTemplateThatKnowsToolsGetsThemAsTheyAre() {
        assertThat(rendered("qwen", new Prompt.Chat(TURNS, List.of(WEATHER, NOW_TOOL))))
                .isEqualTo(
                        """
                        <|im_start|>system
                        # Functions

                        Signatures in <tools></tools>:
                        <tools>
                        {"type": "function", "function": {"name": "get_weather", "description": \
                        "of a \\"city\\"", "parameters": {"type": "object", "properties": {"city": \
                        {"type": "string"}}}}}
                        {"type": "function", "function": {"name": "now", "parameters": {"type": \
                        "object", "properties": {}}}}
                        </tools>
                        Answer with <tool_call>{"name": <name>, "arguments": <object>}</tool_call>\
                        <|im_end|>
                        <|im_start|>user
                        Ulm?<|im_end|>
                        <|im_start|>assistant
                        Wait.
                        <tool_call>
                        {"name": "get_weather", "arguments": {"city": "Ulm"}}
                        </tool_call>
                        <tool_call>
                        {"name": "now", "arguments": {}}
                        </tool_call><|im_end|>
                        <|im_start|>user
                        <tool_response>
                        21
                        </tool_response>
                        <tool_response>
                        noon
                        </tool_response><|im_end|>
                        <|im_start|>assistant
                        """);
    }

    @Test
    void toAnyOtherTemplateAllOfItIsText() {
        assertThat(rendered("smollm2", new Prompt.Chat(TURNS, List.of(WEATHER, NOW_TOOL))))
                .isEqualTo(
                        """
                        <|im_start|>system
                        # Tools

                        You may call one or more functions to assist with the user query.

                        You are provided with function signatures within <tools></tools> XML tags:
                        <tools>
                        {"type":"function","function":{"name":"get_weather","description":\
                        "of a \\"city\\"","parameters":{"type":"object","properties":{"city":\
                        {"type":"string"}}}}}
                        {"type":"function","function":{"name":"now","parameters":{"type":\
                        "object","properties":{}}}}
                        </tools>

                        For each function call, return a json object with function name and \
                        arguments within <tool_call></tool_call> XML tags:
                        <tool_call>
                        {"name": <function-name>, "arguments": <args-json-object>}
                        </tool_call><|im_end|>
                        <|im_start|>user
                        Ulm?<|im_end|>
                        <|im_start|>assistant
                        Wait.
                        <tool_call>
                        {"name": "get_weather", "arguments": {"city":"Ulm"}}
                        </tool_call>
                        <tool_call>
                        {"name": "now", "arguments": {}}
                        </tool_call><|im_end|>
                        <|im_start|>user
                        <tool_response>
                        21
                        </tool_response>
                        <tool_response>
                        noon
                        </tool_response><|im_end|>
                        <|im_start|>assistant
                        """);
    }

    @Test
    void theGuideGoesOnBehindWhatTheSystemSays() {
        // Given
        List<ChatMessage> turns = List.of(message("system", "Be terse."), message("user", "Hi"));

        // Then
        assertThat(rendered("smollm2", new Prompt.Chat(turns, List.of(NOW_TOOL))))
                .startsWith("<|im_start|>system\nBe terse.\n\n# Tools\n\nYou may call")
                .containsOnlyOnce("<|im_start|>system");
    }

    @Test
    void withoutToolsAConversationIsAsItWas() {
        assertThat(rendered("smollm2", new Prompt.Chat(List.of(message("user", "Hi")))))
                .endsWith("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n")
                .doesNotContain("tool");
    }

    /// Masking may have made text of a number.
    @Test
    void argumentsThatAreNoJsonAnyMoreStayText() {
        // Given
        var call = new ToolCall(0, text("f"), text("{\"phone\": 138****5678}"));
        var caller = new ChatMessage("assistant", SensitiveText.EMPTY, null, List.of(call), null);

        // Then
        assertThat(rendered("qwen", new Prompt.Chat(List.of(message("user", "Hi"), caller))))
                .contains("{\"name\": \"f\", \"arguments\": {\"phone\": 138****5678}}");
    }

    private static String rendered(String template, Prompt.Chat chat) {
        String source = source(template);
        return ChatTemplate.parse(source)
                .render(Conversation.of(chat, source), TemplateTokens.NONE, NOW)
                .text();
    }

    private static String source(String template) {
        try (@Nullable InputStream file = ConversationTest.class.getResourceAsStream(TEMPLATES)) {
            return new JsonMapper().readTree(file).at("/templates/" + template).asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ChatMessage message(String role, String content) {
        return new ChatMessage(role, text(content), null);
    }

    private static SensitiveText text(String value) {
        return new SensitiveText(value);
    }
}
