package dev.sluice.masking.rewrite;

import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import java.util.Optional;

/// Where the rewrite gets the masks of a request from. Safe on any thread.
public interface RequestMasks {
    /// The masks of a prompt, under the policy that is in force now. Empty: the tenant has one that
    /// cannot be read, so nothing may pass.
    Optional<PromptMasks> prompt(InferenceRequested requested);

    /// The mask of an answer, under the policy that its prompt was masked by. Empty: the state that
    /// the request carries cannot be opened, so nothing may pass.
    Optional<AnswerMask> answer(GenerationStarted started);

    /// Text that is neither prompt nor answer, such as an engine's message about a failure.
    String message(String text);
}
