package dev.sluice.worker.serving;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.worker.decode.SequenceRequest;

/// An assignment's prompt as the engine takes it. Slow (a template is rendered, a text tokenised),
/// so it runs on the intake thread.
public interface PromptEncoder {
    /// What became of the prompt.
    sealed interface Encoding {}

    record Encoded(SequenceRequest request) implements Encoding {}

    record Refused(ErrorCode code, String message) implements Encoding {}

    Encoding encode(Assignment assignment);
}
