package dev.sluice.worker.serving;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.grammar.GrammarException;
import dev.sluice.worker.chat.ChatTemplate;
import dev.sluice.worker.chat.RenderedPrompt;
import dev.sluice.worker.chat.TemplateTokens;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.tokens.Tokenizer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Prompts in one model's own form: its chat template, its tokenizer, its context.
final class ModelPrompts implements PromptEncoder {
    private final ChatTemplate template;
    private final TemplateTokens templateTokens;
    private final Tokenizer tokenizer;
    private final RequestBounds bounds;
    private final AnswerGrammars grammars;

    ModelPrompts(
            ChatTemplate template,
            TemplateTokens templateTokens,
            Tokenizer tokenizer,
            RequestBounds bounds,
            AnswerGrammars grammars) {
        this.template = template;
        this.templateTokens = templateTokens;
        this.tokenizer = tokenizer;
        this.bounds = bounds;
        this.grammars = grammars;
    }

    @Override
    public Encoding encode(Assignment assignment) {
        InferenceSpec spec = assignment.spec();
        int[] promptTokens;
        try {
            promptTokens = tokensOf(spec);
        } catch (SluiceException e) {
            return new Refused(e.errorCode(), String.valueOf(e.getMessage()));
        } catch (GrammarException e) {
            return refused("tools", e);
        }
        return constrained(bounds.request(assignment, promptTokens), spec);
    }

    /// The gateway has asked all this before; a record of another producer has not been asked.
    private Encoding constrained(Encoding encoding, InferenceSpec spec) {
        AnswerFormat format = spec.settings().answerFormat();
        if (format == null || !(encoding instanceof Encoded(SequenceRequest request))) {
            return encoding;
        }
        try {
            return new Encoded(request.constrainedBy(grammars.of(format, spec.prompt())));
        } catch (GrammarException e) {
            boolean isOfTools = format instanceof AnswerFormat.ToolCalls;
            return refused(isOfTools ? "tools" : "response_format", e);
        }
    }

    private static Encoding refused(String field, GrammarException e) {
        boolean isUnsupported = e.fault() == GrammarException.Fault.UNSUPPORTED;
        return new Refused(
                isUnsupported ? ErrorCode.UNSUPPORTED_PARAMETER : ErrorCode.INVALID_PARAMETER,
                field + ": " + e.getMessage());
    }

    private int[] tokensOf(InferenceSpec spec) {
        return switch (spec.prompt()) {
            case Prompt.Text text ->
                    tokenizer.encodePrompt(RenderedPrompt.ofCaller(text.text().value()));
            case Prompt.Chat chat -> tokenizer.encodePrompt(render(chat, spec.acceptedAt()));
        };
    }

    /// The template's clock is the time of acceptance, so that a continuation renders the same.
    private RenderedPrompt render(Prompt.Chat chat, Instant acceptedAt) {
        return template.render(
                Conversation.of(chat, template.source()),
                templateTokens,
                LocalDateTime.ofInstant(acceptedAt, ZoneOffset.UTC));
    }
}
