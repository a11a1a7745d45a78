package dev.sluice.worker.chat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.chat.jinja.JinjaException;
import dev.sluice.worker.chat.jinja.JinjaTemplate;
import dev.sluice.worker.chat.jinja.RenderLimits;
import dev.sluice.worker.chat.jinja.Text;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A model's chat template. Immutable; any number of threads may render with it.
public final class ChatTemplate {
    private static final String ROLE = "role";

    private final String source;
    private final JinjaTemplate template;
    private final RenderLimits limits;

    private ChatTemplate(String source, JinjaTemplate template, RenderLimits limits) {
        this.source = source;
        this.template = template;
        this.limits = limits;
    }

    /// Throws a [SluiceException] that names the line where the template is wrong.
    public static ChatTemplate parse(String source) {
        return parse(source, RenderLimits.DEFAULT);
    }

    public static ChatTemplate parse(String source, RenderLimits limits) {
        try {
            return new ChatTemplate(source, JinjaTemplate.parse(source), limits);
        } catch (JinjaException e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "the model's chat template cannot be used: " + e.getMessage(),
                    e);
        }
    }

    public String source() {
        return source;
    }

    /// Renders a conversation. `now` is what `strftime_now` shows; the same arguments give the same
    /// text. Throws a [SluiceException] when the template refuses the conversation.
    public RenderedPrompt render(ChatInput input, TemplateTokens tokens, LocalDateTime now) {
        try {
            return RenderedPrompt.of(template.render(variables(input, tokens), now, limits));
        } catch (JinjaException e) {
            throw new SluiceException(
                    ErrorCode.INVALID_PARAMETER,
                    "the model's chat template refuses the messages: " + e.getMessage(),
                    e);
        }
    }

    /// As Hugging Face passes them: `tools` and `documents` are there, `None`, when not given.
    private static Map<String, @Nullable Object> variables(ChatInput input, TemplateTokens tokens) {
        Map<String, @Nullable Object> variables = new LinkedHashMap<>();
        variables.put("documents", null);
        variables.put("bos_token", Text.ofTemplate(tokens.beginning()));
        variables.put("eos_token", Text.ofTemplate(tokens.end()));
        variables.putAll(input.variables());
        variables.put("messages", messages(input));
        variables.put("tools", input.tools().orElse(null));
        variables.put("add_generation_prompt", input.addGenerationPrompt());
        return variables;
    }

    private static List<Object> messages(ChatInput input) {
        List<Object> messages = new ArrayList<>(input.messages().size());
        for (Map<String, ? extends @Nullable Object> message : input.messages()) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>(message);
            copy.computeIfPresent(ROLE, (_, role) -> trusted(role));
            messages.add(copy);
        }
        return messages;
    }

    /// Templates build control tokens from roles (`'<|' + message.role + '|>'`), so a role counts
    /// as the template's. It may: a plain word is no control token.
    private static Object trusted(Object role) {
        boolean plainWord = role instanceof String word && word.matches("[A-Za-z_]{1,32}");
        return plainWord ? Text.ofTemplate((String) role) : role;
    }
}
