package dev.sluice.worker.serving;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Prompt;

/// Prompts for the simulated engine, which counts tokens but does not understand them: four
/// characters are one, about what tokenizers make of English.
final class SimulatedPrompts implements PromptEncoder {
    private static final int TOKEN_CHARS = 4;

    /// Where a request names no length; a real model would stop by itself.
    private static final int TOKEN_COUNT_DEFAULT = 128;

    private final RequestBounds bounds;

    SimulatedPrompts(int contextTokens) {
        this.bounds = new RequestBounds(contextTokens, new int[0], TOKEN_COUNT_DEFAULT);
    }

    @Override
    public Encoding encode(Assignment assignment) {
        // Its words are no JSON and are drawn from no distribution; to pretend would be worse.
        GenerationSettings settings = assignment.spec().settings();
        if (settings.answerFormat() instanceof AnswerFormat.ToolCalls) {
            return unsupported("tools");
        }
        if (settings.answerFormat() != null) {
            return unsupported("response_format");
        }
        if (settings.topLogprobs() != null) {
            return unsupported("logprobs");
        }
        return bounds.request(assignment, tokensOf(textOf(assignment.spec())));
    }

    private static Refused unsupported(String parameter) {
        return new Refused(
                ErrorCode.UNSUPPORTED_PARAMETER,
                parameter + " is not supported by the simulated engine");
    }

    private static String textOf(InferenceSpec spec) {
        return switch (spec.prompt()) {
            case Prompt.Text text -> text.text().value();
            case Prompt.Chat chat -> {
                StringBuilder all = new StringBuilder();
                for (ChatMessage message : chat.messages()) {
                    all.append(message.role()).append('\n').append(message.content().value());
                }
                yield all.toString();
            }
        };
    }

    private static int[] tokensOf(String text) {
        int[] tokens = new int[Math.ceilDiv(text.length(), TOKEN_CHARS)];
        for (int i = 0; i < text.length(); i++) {
            int token = i / TOKEN_CHARS;
            tokens[token] = 31 * tokens[token] + text.charAt(i);
        }
        return tokens;
    }
}
