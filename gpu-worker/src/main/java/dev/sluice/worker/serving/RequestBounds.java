package dev.sluice.worker.serving;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.sampling.SamplingParameters;
import dev.sluice.worker.serving.PromptEncoder.Encoded;
import dev.sluice.worker.serving.PromptEncoder.Encoding;
import dev.sluice.worker.serving.PromptEncoder.Refused;

/// Makes a prompt's tokens into a request that fits the context, or refuses it.
final class RequestBounds {
    private final int contextTokens;
    private final int[] endTokens;
    private final int tokenCountDefault;

    /// @param endTokens end an answer and are not part of it
    /// @param tokenCountDefault the longest answer where the request names no length
    RequestBounds(int contextTokens, int[] endTokens, int tokenCountDefault) {
        this.contextTokens = contextTokens;
        this.endTokens = endTokens.clone();
        this.tokenCountDefault = tokenCountDefault;
    }

    Encoding request(Assignment assignment, int[] promptTokens) {
        Integer asked = assignment.spec().settings().maxTokens();
        if (promptTokens.length >= contextTokens) {
            return refused("prompt has %d tokens", promptTokens.length);
        }
        if (asked != null && asked > contextTokens) {
            return refused("max_tokens is %d", asked);
        }
        int room = contextTokens - promptTokens.length;
        int wanted = asked == null ? tokenCountDefault : asked;
        return new Encoded(sequence(assignment, promptTokens, Math.min(wanted, room)));
    }

    private Refused refused(String what, int value) {
        return new Refused(
                ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                what.formatted(value) + ", model context is " + contextTokens);
    }

    private SequenceRequest sequence(Assignment assignment, int[] promptTokens, int tokenCountMax) {
        GenerationSettings settings = assignment.spec().settings();
        Integer logprobs = settings.topLogprobs();
        int[] emitted = assignment.emittedTokenIds().stream().mapToInt(Integer::intValue).toArray();
        return SequenceRequest.of(
                        new SequenceKey(assignment.requestId(), assignment.epoch()),
                        promptTokens,
                        tokenCountMax,
                        endTokens,
                        sampling(settings))
                .continuedFrom(emitted)
                .withLogprobs(logprobs == null ? SequenceRequest.NO_LOGPROBS : logprobs)
                .withPrefixScope(assignment.tenantId().value());
    }

    private static SamplingParameters sampling(GenerationSettings settings) {
        return new SamplingParameters(
                settings.temperature(),
                settings.topK(),
                settings.topP(),
                settings.minP(),
                settings.typicalP() == null ? 1 : settings.typicalP(),
                settings.repetitionPenalty(),
                settings.frequencyPenalty(),
                settings.presencePenalty(),
                settings.logitBias(),
                settings.seed());
    }
}
