package dev.sluice.masking.rewrite;

import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TokenEvent.GenerationStarted;
import java.util.Optional;

/// An [UpperCaseMask] for each answer, but for those whose state is `broken`.
final class UpperCaseMasks implements RequestMasks {
    @Override
    public Optional<PromptMasks> prompt(InferenceRequested requested) {
        return Optional.empty();
    }

    @Override
    public Optional<AnswerMask> answer(GenerationStarted started) {
        return "broken".equals(started.maskingState())
                ? Optional.empty()
                : Optional.of(new UpperCaseMask());
    }

    @Override
    public String message(String text) {
        return text.replaceAll("[0-9]", "#");
    }
}
