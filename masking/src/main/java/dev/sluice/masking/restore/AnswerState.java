package dev.sluice.masking.restore;

import org.jspecify.annotations.Nullable;

/// What the mask of an answer depends on, apart from the answer: it travels with the request, so
/// that any instance masks the answer as any other would, and after a change of policy as before.
///
/// @param policy the policy file that the prompt was masked by; absent: the default
/// @param conversation what the conversation's keys are derived from
public record AnswerState(@Nullable String policy, String conversation, IssuedPseudonyms issued) {

    /// Without what stands in a policy.
    @Override
    public String toString() {
        return "AnswerState[%s]".formatted(issued);
    }
}
