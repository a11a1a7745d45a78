package dev.sluice.worker.models;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.worker.chat.ChatInput;
import dev.sluice.worker.chat.ChatTemplate;
import dev.sluice.worker.chat.TemplateTokens;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `models render`: a line `{"messages", "tools"?, "add_generation_prompt"?, …}` in, a line
/// `{"text"}` out. Every further field is a variable of the template. Defaults as in Hugging Face's
/// library: no tools, no generation prompt.
public final class RenderLines {
    private static final Set<String> OWN_FIELDS =
            Set.of("messages", "tools", "add_generation_prompt");
    private static final TypeReference<List<Map<String, @Nullable Object>>> MESSAGES =
            new TypeReference<>() {};
    private static final TypeReference<List<Object>> LIST = new TypeReference<>() {};

    private final ChatTemplate template;
    private final TemplateTokens tokens;
    private final LocalDateTime now;

    /// @param now what `strftime_now` shows
    public RenderLines(ChatTemplate template, TemplateTokens tokens, LocalDateTime now) {
        this.template = template;
        this.tokens = tokens;
        this.now = now;
    }

    /// Never throws for what stands in the line: a bad one is answered with `{"error"}`.
    public String answer(String line) {
        return JsonLines.answer(line, this::render);
    }

    private ObjectNode render(JsonNode request) {
        ChatInput input =
                new ChatInput(
                        messages(request.path("messages")),
                        tools(request.path("tools")),
                        flag(request.path("add_generation_prompt")),
                        variables(request));
        String text = template.render(input, tokens, now).text();
        return JsonNodeFactory.instance.objectNode().put("text", text);
    }

    private static List<Map<String, @Nullable Object>> messages(JsonNode messages) {
        if (!messages.isArray() || !all(messages, JsonNode::isObject)) {
            throw new IllegalArgumentException("'messages' must be a list of objects");
        }
        return JsonLines.JSON.convertValue(messages, MESSAGES);
    }

    private static boolean all(JsonNode list, java.util.function.Predicate<JsonNode> predicate) {
        return list.valueStream().allMatch(predicate);
    }

    private static Optional<List<?>> tools(JsonNode tools) {
        if (tools.isMissingNode() || tools.isNull()) {
            return Optional.empty();
        }
        if (!tools.isArray()) {
            throw new IllegalArgumentException("'tools' must be a list");
        }
        return Optional.of(JsonLines.JSON.convertValue(tools, LIST));
    }

    private static boolean flag(JsonNode flag) {
        if (!flag.isMissingNode() && !flag.isBoolean()) {
            throw new IllegalArgumentException("'add_generation_prompt' must be true or false");
        }
        return flag.asBoolean(false);
    }

    private static Map<String, @Nullable Object> variables(JsonNode request) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        request.properties().stream()
                .filter(field -> !OWN_FIELDS.contains(field.getKey()))
                .forEach(field ->
                        variables.put(
                                field.getKey(),
                                JsonLines.JSON.convertValue(field.getValue(), Object.class)));
        return variables;
    }
}
