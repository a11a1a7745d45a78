package dev.sluice.worker.serving;

import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.SequenceRequest;
import dev.sluice.worker.remote.CallWriter;
import dev.sluice.worker.sampling.SamplingParameters;

/// Prompts for a server elsewhere: whole requests in its words. Whether they fit its context only
/// the server knows.
final class RemotePrompts implements PromptEncoder {
    private static final int[] NO_END_TOKENS = {};

    private final CallWriter writer;
    private final int contextTokens;

    RemotePrompts(CallWriter writer, int contextTokens) {
        this.writer = writer;
        this.contextTokens = contextTokens;
    }

    @Override
    public Encoding encode(Assignment assignment) {
        try {
            Integer asked = assignment.spec().settings().maxTokens();
            int[] emitted =
                    assignment.emittedTokenIds().stream().mapToInt(Integer::intValue).toArray();
            // How tokens are chosen is in the call; the engine does not choose any.
            return new Encoded(
                    SequenceRequest.of(
                                    new SequenceKey(assignment.requestId(), assignment.epoch()),
                                    writer.write(assignment.spec(), emitted).toPromptTokens(),
                                    asked == null ? contextTokens : asked,
                                    NO_END_TOKENS,
                                    SamplingParameters.greedy())
                            .continuedFrom(emitted));
        } catch (SluiceException e) {
            return new Refused(e.errorCode(), String.valueOf(e.getMessage()));
        }
    }
}
