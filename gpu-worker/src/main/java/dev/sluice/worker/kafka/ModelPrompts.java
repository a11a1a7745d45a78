package dev.sluice.worker.kafka;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.worker.chat.ChatInput;
import dev.sluice.worker.chat.ChatTemplate;
import dev.sluice.worker.chat.RenderedPrompt;
import dev.sluice.worker.chat.TemplateTokens;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.sampling.SamplingParameters;
import dev.sluice.worker.tokens.Tokenizer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/// Prompts in one model's own form: its chat template, its tokenizer, its context.
final class ModelPrompts implements PromptEncoder {
    private final ChatTemplate template;
    private final TemplateTokens templateTokens;
    private final Tokenizer tokenizer;
    private final int[] endTokens;
    private final int contextTokens;

    ModelPrompts(
            ChatTemplate template,
            TemplateTokens templateTokens,
            Tokenizer tokenizer,
            int[] endTokens,
            int contextTokens) {
        this.template = template;
        this.templateTokens = templateTokens;
        this.tokenizer = tokenizer;
        this.endTokens = endTokens;
        this.contextTokens = contextTokens;
    }

    @Override
    public Encoding encode(Assignment assignment) {
        InferenceSpec spec = assignment.spec();
        int[] promptTokens;
        try {
            promptTokens = tokensOf(spec);
        } catch (SluiceException e) {
            return new Refused(e.errorCode(), String.valueOf(e.getMessage()));
        }
        if (promptTokens.length >= contextTokens) {
            return new Refused(
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    "prompt has "
                            + promptTokens.length
                            + " tokens, model context is "
                            + contextTokens);
        }
        Integer asked = spec.settings().maxTokens();
        if (asked != null && asked > contextTokens) {
            return new Refused(
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    "max_tokens is " + asked + ", model context is " + contextTokens);
        }
        return new Encoded(request(assignment, promptTokens));
    }

    private SequenceRequest request(Assignment assignment, int[] promptTokens) {
        GenerationSettings settings = assignment.spec().settings();
        int room = contextTokens - promptTokens.length;
        Integer asked = settings.maxTokens();
        int tokenCountMax = asked == null ? room : Math.min(asked, room);
        int[] emitted = assignment.emittedTokenIds().stream().mapToInt(Integer::intValue).toArray();
        return SequenceRequest.of(
                        new SequenceKey(assignment.requestId(), assignment.epoch()),
                        promptTokens,
                        tokenCountMax,
                        endTokens,
                        sampling(settings))
                .continuedFrom(emitted);
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
                ChatInput.of(chat.messages().stream().map(ModelPrompts::asMap).toList()),
                templateTokens,
                LocalDateTime.ofInstant(acceptedAt, ZoneOffset.UTC));
    }

    private static Map<String, Object> asMap(ChatMessage message) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("role", message.role());
        map.put("content", message.content().value());
        if (message.name() != null) {
            map.put("name", message.name().value());
        }
        return map;
    }

    private static SamplingParameters sampling(GenerationSettings settings) {
        return new SamplingParameters(
                settings.temperature(),
                settings.topK(),
                settings.topP(),
                settings.minP(),
                settings.repetitionPenalty(),
                settings.frequencyPenalty(),
                settings.presencePenalty(),
                settings.logitBias(),
                settings.seed());
    }
}
