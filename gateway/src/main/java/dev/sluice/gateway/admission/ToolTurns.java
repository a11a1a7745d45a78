package dev.sluice.gateway.admission;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ToolCall;
import dev.sluice.gateway.json.StrictJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the calls of one conversation's assistant and the answers to them. Ids are the client's:
/// each stands for the last call that had it, and beyond here for that call's number.
final class ToolTurns {
    private static final int ID_LENGTH_MAX = 256;
    private static final int NESTING_MAX = 32;
    private static final int ARGUMENTS_LENGTH_MAX = 1_048_576;
    private static final StrictJson JSON = new StrictJson(NESTING_MAX, ARGUMENTS_LENGTH_MAX);

    private final Map<String, Integer> numbers = new HashMap<>();
    private int callCount;

    /// The calls of an assistant's message; null: none.
    @Nullable List<ToolCall> calls(Fields message) throws BadField {
        List<?> list = message.list("tool_calls");
        if (list == null || list.isEmpty()) {
            return null;
        }
        List<ToolCall> calls = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            String path = message.pathOf("tool_calls[" + i + "]");
            calls.add(call(Fields.ofElement(list.get(i), path)));
        }
        return calls;
    }

    private ToolCall call(Fields call) throws BadField {
        String id = call.text("id", ID_LENGTH_MAX);
        if (id == null || id.isEmpty()) {
            throw BadField.invalid(call.pathOf("id"), "is missing");
        }
        if (!call.requiredText("type").equals("function")) {
            throw BadField.unsupported(call.pathOf("type"), "is not 'function'");
        }
        Fields function = call.object("function");
        if (function == null) {
            throw BadField.invalid(call.pathOf("function"), "is missing");
        }
        // Chunks have it, and who puts them together may leave it in.
        var _ = call.any("index");
        call.refuseOthers();
        numbers.put(id, callCount);
        return new ToolCall(
                callCount++,
                new SensitiveText(name(function)),
                new SensitiveText(arguments(function)));
    }

    private static String name(Fields function) throws BadField {
        String name = function.requiredText("name");
        if (!name.matches(ToolFields.NAME)) {
            throw BadField.invalid(function.pathOf("name"), "is no name of a tool");
        }
        return name;
    }

    /// JSON as text, as the answer had it. What is no object could not be put before the model as
    /// it was.
    private static String arguments(Fields function) throws BadField {
        String text = function.requiredText("arguments");
        function.refuseOthers();
        String path = function.pathOf("arguments");
        if (text.isBlank()) {
            return "{}";
        }
        if (text.length() > ARGUMENTS_LENGTH_MAX) {
            throw BadField.invalid(
                    path,
                    "has " + text.length() + " characters, allowed are " + ARGUMENTS_LENGTH_MAX);
        }
        try {
            if (JSON.parse(text.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?>) {
                return text;
            }
        } catch (IOException e) {
            // Said below.
        }
        throw BadField.invalid(path, "is not the text of a JSON object");
    }

    /// The number of the call that a tool's message answers.
    int answered(Fields message) throws BadField {
        Integer number = numbers.get(message.requiredText("tool_call_id"));
        if (number == null) {
            throw BadField.invalid(
                    message.pathOf("tool_call_id"), "is the id of no call in a message before it");
        }
        return number;
    }
}
