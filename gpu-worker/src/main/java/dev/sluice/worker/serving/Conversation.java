package dev.sluice.worker.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.Tool;
import dev.sluice.contracts.event.ToolCall;
import dev.sluice.grammar.call.ToolCallForm;
import dev.sluice.grammar.schema.JsonLiterals;
import dev.sluice.worker.chat.ChatInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A conversation as a chat template takes it. A template that writes the form's tag knows tools,
/// and gets them and their calls as Hugging Face passes them. To any other they are text: what
/// there is to call stands in the system's turn, calls in the assistant's, results in the user's.
final class Conversation {
    private static final ToolCallForm FORM = ToolCallForms.FORM;
    private static final String SYSTEM = "system";
    private static final String USER = "user";
    private static final String TOOL = "tool";

    private final Prompt.Chat chat;

    /// Names of what was called, by the call's number.
    private final Map<Integer, String> called = new HashMap<>();

    private Conversation(Prompt.Chat chat) {
        this.chat = chat;
    }

    static ChatInput of(Prompt.Chat chat, String templateSource) {
        Conversation conversation = new Conversation(chat);
        return templateSource.contains(FORM.tag()) ? conversation.known() : conversation.told();
    }

    private ChatInput known() {
        List<Map<String, Object>> messages = chat.messages().stream().map(this::whole).toList();
        List<Tool> tools = chat.tools();
        Optional<List<?>> described =
                tools == null
                        ? Optional.empty()
                        : Optional.of(tools.stream().map(Conversation::described).toList());
        return new ChatInput(messages, described, true, Map.of());
    }

    private Map<String, Object> whole(ChatMessage message) {
        Map<String, Object> map = turn(message.role(), message.content().value());
        if (message.name() != null) {
            map.put("name", message.name().value());
        }
        List<ToolCall> calls = message.toolCalls();
        if (calls != null) {
            map.put("tool_calls", calls.stream().map(this::call).toList());
        }
        Integer answered = message.toolCallNumber();
        if (answered != null) {
            map.put("tool_call_id", idOf(answered));
            String name = called.get(answered);
            if (name != null) {
                map.putIfAbsent("name", name);
            }
        }
        return map;
    }

    private Map<String, Object> call(ToolCall call) {
        String name = call.name().value();
        called.put(call.number(), name);
        Map<String, @Nullable Object> function = new LinkedHashMap<>();
        function.put("name", name);
        function.put("arguments", parsedOrText(call.arguments().value()));
        return Map.of("id", idOf(call.number()), "type", "function", "function", function);
    }

    /// Nine letters and digits, for there are templates that want so many.
    private static String idOf(int callNumber) {
        return "call%05d".formatted(callNumber);
    }

    /// Masking may have put something in place of a number.
    private static @Nullable Object parsedOrText(String json) {
        try {
            return CallerJson.parsed(json);
        } catch (JsonProcessingException e) {
            return json;
        }
    }

    private static Map<String, Object> described(Tool tool) {
        Map<String, @Nullable Object> function = new LinkedHashMap<>();
        function.put("name", tool.name().value());
        if (tool.description() != null) {
            function.put("description", tool.description().value());
        }
        function.put("parameters", parsedOrText(tool.parameters().value()));
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("type", "function");
        described.put("function", function);
        return described;
    }

    private ChatInput told() {
        List<Map<String, Object>> turns = new ArrayList<>();
        boolean isAfterResult = false;
        for (ChatMessage message : chat.messages()) {
            boolean isResult = message.role().equals(TOOL);
            Map<String, Object> turn = plain(message);
            if (isResult && isAfterResult) {
                turns.getLast().merge("content", turn.get("content"), (a, b) -> a + "\n" + b);
            } else {
                turns.add(turn);
            }
            isAfterResult = isResult;
        }
        if (chat.tools() != null) {
            guide(turns, chat.tools());
        }
        return ChatInput.of(turns);
    }

    private static Map<String, Object> plain(ChatMessage message) {
        String content = message.content().value();
        if (message.role().equals(TOOL)) {
            return turn(USER, FORM.result(content));
        }
        List<ToolCall> calls = message.toolCalls();
        Map<String, Object> turn =
                turn(message.role(), calls == null ? content : content + written(content, calls));
        if (message.name() != null) {
            turn.put("name", message.name().value());
        }
        return turn;
    }

    private static String written(String before, List<ToolCall> calls) {
        List<String> texts =
                calls.stream()
                        .map(call -> FORM.written(call.name().value(), call.arguments().value()))
                        .toList();
        return (before.isEmpty() ? "" : "\n") + String.join(FORM.separator(), texts);
    }

    private static void guide(List<Map<String, Object>> turns, List<Tool> tools) {
        String guide =
                FORM.guideTo(
                        tools.stream()
                                .map(tool -> JsonLiterals.text(Conversation.described(tool)))
                                .toList());
        Map<String, Object> first = turns.getFirst();
        if (SYSTEM.equals(first.get("role"))) {
            first.merge("content", guide, (said, added) -> said + "\n\n" + added);
        } else {
            turns.addFirst(turn(SYSTEM, guide));
        }
    }

    private static Map<String, Object> turn(String role, String content) {
        Map<String, Object> turn = new LinkedHashMap<>();
        turn.put("role", role);
        turn.put("content", content);
        return turn;
    }
}
