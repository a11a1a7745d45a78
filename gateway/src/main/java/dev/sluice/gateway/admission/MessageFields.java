package dev.sluice.gateway.admission;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `messages`. Content is a string or a list of text parts, which are joined with line
/// breaks, as vLLM and llama.cpp do.
final class MessageFields {
    private static final String ASSISTANT = "assistant";
    private static final String TOOL = "tool";
    private static final Set<String> ROLES =
            Set.of("system", "developer", "user", "assistant", TOOL);
    private static final int NAME_LENGTH_MAX = 64;

    /// What OpenAI's clients send along when an answer is put back into a conversation; it says
    /// nothing to a model.
    private static final List<String> ECHOES =
            List.of("refusal", "annotations", "reasoning_content");

    /// The same, but content of theirs would be lost: absent or empty only.
    private static final List<String> EMPTY_ECHOES = List.of("function_call", "audio");

    private MessageFields() {}

    static List<ChatMessage> read(Fields body) throws BadField {
        List<?> list = body.list("messages");
        if (list == null || list.isEmpty()) {
            throw BadField.invalid(
                    "messages",
                    list == null ? "is missing" : "is empty, at least 1 message is needed");
        }
        List<ChatMessage> messages = new ArrayList<>();
        ToolTurns tools = new ToolTurns();
        for (int i = 0; i < list.size(); i++) {
            messages.add(message(Fields.ofElement(list.get(i), "messages[" + i + "]"), tools));
        }
        return messages;
    }

    private static ChatMessage message(Fields message, ToolTurns tools) throws BadField {
        String role = role(message);
        List<ToolCall> calls = role.equals(ASSISTANT) ? tools.calls(message) : null;
        Integer answered = role.equals(TOOL) ? tools.answered(message) : null;
        // Who calls need not say anything.
        String content = calls != null && !message.has("content") ? "" : content(message);
        String name = message.text("name", NAME_LENGTH_MAX);
        ECHOES.forEach(message::any);
        for (String echo : EMPTY_ECHOES) {
            Tolerances.EMPTY_ONLY.check(message, echo);
        }
        if (calls == null) {
            Tolerances.EMPTY_ONLY.check(message, "tool_calls");
        }
        message.refuseOthers();
        return new ChatMessage(
                role,
                new SensitiveText(content),
                name == null ? null : new SensitiveText(name),
                calls,
                answered);
    }

    private static String role(Fields message) throws BadField {
        String role = message.requiredText("role");
        if (role.equals("function")) {
            throw BadField.unsupported(
                    message.pathOf("role"), "'function' is not supported; send 'tool'");
        }
        if (!ROLES.contains(role)) {
            throw BadField.invalid(
                    message.pathOf("role"),
                    "is none of system, developer, user, assistant and tool");
        }
        return role;
    }

    private static String content(Fields message) throws BadField {
        Object content = message.any("content");
        if (content == null) {
            throw BadField.invalid(message.pathOf("content"), "is missing");
        }
        if (content instanceof String) {
            return Fields.textOf(content, message.pathOf("content"));
        }
        if (content instanceof List<?> parts) {
            return joined(parts, message.pathOf("content"));
        }
        throw message.wrongKind("content", "a string or a list of text parts", content);
    }

    private static String joined(List<?> parts, String path) throws BadField {
        if (parts.isEmpty()) {
            throw BadField.invalid(path, "is empty, at least 1 part is needed");
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            texts.add(part(parts.get(i), path + "[" + i + "]"));
        }
        return String.join("\n", texts);
    }

    private static String part(@Nullable Object json, String path) throws BadField {
        Fields part = Fields.ofElement(json, path);
        if (!part.requiredText("type").equals("text")) {
            throw BadField.unsupported(
                    part.pathOf("type"), "is not supported; the model reads 'text' parts only");
        }
        String text = part.requiredText("text");
        part.refuseOthers();
        return text;
    }
}
