package dev.sluice.gateway.admission;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.AnswerFormat.ToolCalls;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.Tool;
import dev.sluice.grammar.Grammar;
import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.call.CallRule;
import dev.sluice.grammar.call.Function;
import dev.sluice.grammar.call.ToolCallForm;
import dev.sluice.grammar.schema.JsonLiterals;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `tools`, `tool_choice` and `parallel_tool_calls` of a chat. What cannot be granted is
/// refused here, by the keyword's path, as for `response_format`; whichever form the model writes
/// calls in, the schemas are the same.
///
/// @param tools those that the model is told of; null: none, as where none may be called
/// @param calls what the answer must be; null: it has no calls
record ToolFields(@Nullable List<Tool> tools, @Nullable ToolCalls calls) {
    static final String NAME = "[A-Za-z0-9_-]{1," + Tool.NAME_LENGTH_MAX + "}";

    private static final String TOOLS = "tools";
    private static final String CHOICE = "tool_choice";
    private static final String PARALLEL = "parallel_tool_calls";
    private static final String FUNCTION = "function";
    private static final String PARAMETERS = "parameters";

    /// All characters of all tools. A prompt of so many is longer than most contexts.
    private static final int LENGTH_MAX = 262_144;

    static ToolFields read(Fields body) throws BadField {
        List<Tool> tools = tools(body);
        boolean isParallel = body.flag(PARALLEL) || !body.has(PARALLEL);
        if (body.any(CHOICE) instanceof Map<?, ?>) {
            int only = placeOf(named(body), tools);
            return new ToolFields(tools, new ToolCalls(true, only, false));
        }
        String choice = body.text(CHOICE);
        boolean isRequired =
                switch (choice) {
                    case null -> false;
                    case "none", "auto" -> false;
                    case "required" -> true;
                    default ->
                            throw BadField.invalid(
                                    CHOICE, "is none of none, auto and required, and no object");
                };
        if (isRequired && tools.isEmpty()) {
            throw withoutTools();
        }
        return tools.isEmpty() || "none".equals(choice)
                ? new ToolFields(null, null)
                : new ToolFields(tools, new ToolCalls(isRequired, null, isParallel));
    }

    Prompt.Chat prompt(List<ChatMessage> messages) {
        return new Prompt.Chat(messages, tools);
    }

    GenerationSettings settings(Fields body, GenerationSettings settings) throws BadField {
        if (calls == null) {
            return settings;
        }
        if (settings.answerFormat() != null) {
            throw BadField.unsupported(
                    AnswerFormatFields.fieldIn(body),
                    "is not supported beside tools; leave one of them out, or send the tool_choice"
                            + " 'none'");
        }
        return settings.withAnswerFormat(calls);
    }

    private static BadField withoutTools() {
        return BadField.invalid(CHOICE, "is allowed only where there are 'tools'");
    }

    private static Fields named(Fields body) throws BadField {
        Fields choice = body.object(CHOICE);
        if (choice == null || !choice.requiredText("type").equals(FUNCTION)) {
            throw BadField.unsupported(CHOICE + ".type", "is not 'function'");
        }
        Fields function = required(choice, FUNCTION);
        choice.refuseOthers();
        return function;
    }

    private static int placeOf(Fields chosen, List<Tool> tools) throws BadField {
        String name = chosen.requiredText("name");
        chosen.refuseOthers();
        if (tools.isEmpty()) {
            throw withoutTools();
        }
        for (int i = 0; i < tools.size(); i++) {
            if (tools.get(i).name().value().equals(name)) {
                return i;
            }
        }
        throw BadField.invalid(chosen.pathOf("name"), "is the name of none of the tools");
    }

    private static List<Tool> tools(Fields body) throws BadField {
        List<?> list = body.list(TOOLS);
        if (list == null || list.isEmpty()) {
            return List.of();
        }
        if (list.size() > Tool.COUNT_MAX) {
            throw BadField.invalid(
                    TOOLS, "has " + list.size() + " tools, allowed are " + Tool.COUNT_MAX);
        }
        List<Tool> tools = new ArrayList<>();
        List<Function> functions = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            Fields tool = Fields.ofElement(list.get(i), TOOLS + "[" + i + "]");
            if (!tool.requiredText("type").equals(FUNCTION)) {
                throw BadField.unsupported(tool.pathOf("type"), "is not 'function'");
            }
            Fields function = required(tool, FUNCTION);
            tool.refuseOthers();
            tools.add(function(function, functions));
            if (!names.add(tools.getLast().name().value())) {
                throw BadField.invalid(function.pathOf("name"), "is the name of a tool before it");
            }
        }
        requireLength(tools);
        requireGrammar(functions);
        return tools;
    }

    /// `strict` has no effect: arguments satisfy the schema either way.
    private static Tool function(Fields function, List<Function> functions) throws BadField {
        String name = function.requiredText("name");
        if (!name.matches(NAME)) {
            throw BadField.invalid(
                    function.pathOf("name"),
                    "is not of 1 to "
                            + Tool.NAME_LENGTH_MAX
                            + " letters, digits, hyphens and underscores");
        }
        String description = function.text("description");
        function.flag("strict");
        Map<?, ?> parameters = parameters(function);
        function.refuseOthers();
        String path = function.pathOf(PARAMETERS);
        functions.add(new Function(name, parameters, path));
        return new Tool(
                new SensitiveText(name),
                description == null ? null : new SensitiveText(description),
                new SensitiveText(textOf(parameters, path)));
    }

    private static Map<?, ?> parameters(Fields function) throws BadField {
        Fields parameters = function.object(PARAMETERS);
        if (parameters == null || parameters.entries().isEmpty()) {
            return noArguments();
        }
        if (!"object".equals(parameters.any("type"))) {
            throw BadField.invalid(parameters.pathOf("type"), "must be 'object'");
        }
        return parameters.entries();
    }

    /// In this order always: a request that is read again is the same request.
    private static Map<String, Object> noArguments() {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("properties", Map.of());
        return schema;
    }

    private static String textOf(Map<?, ?> parameters, String path) throws BadField {
        try {
            return JsonLiterals.text(parameters);
        } catch (GrammarException e) {
            throw BadField.invalid(path, e.problem());
        }
    }

    private static void requireLength(List<Tool> tools) throws BadField {
        long length = tools.stream().mapToLong(ToolFields::length).sum();
        if (length > LENGTH_MAX) {
            throw BadField.invalid(
                    TOOLS, "has " + length + " characters, allowed are " + LENGTH_MAX);
        }
    }

    private static long length(Tool tool) {
        SensitiveText description = tool.description();
        long described = description == null ? 0 : description.value().length();
        return described + tool.name().value().length() + tool.parameters().value().length();
    }

    private static void requireGrammar(List<Function> functions) throws BadField {
        try {
            var _ = Grammar.ofCalls(ToolCallForm.HERMES, functions, CallRule.SEVERAL);
        } catch (GrammarException e) {
            String param = e.path().isEmpty() ? TOOLS : e.path();
            throw e.fault() == GrammarException.Fault.UNSUPPORTED
                    ? BadField.unsupported(param, e.problem())
                    : BadField.invalid(param, e.problem());
        }
    }

    private static Fields required(Fields fields, String name) throws BadField {
        Fields inner = fields.object(name);
        if (inner == null) {
            throw BadField.invalid(fields.pathOf(name), "is missing");
        }
        return inner;
    }
}
