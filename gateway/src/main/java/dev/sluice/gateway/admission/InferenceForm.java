package dev.sluice.gateway.admission;

import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.Prompt;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request body, understood. `model` is absent where the route allows that; `isStored` keeps the
/// request running when its client leaves; `conversation` is the client's own name of it.
public record InferenceForm(
        @Nullable String model,
        Prompt prompt,
        GenerationSettings settings,
        boolean isStream,
        boolean includeUsage,
        boolean isStored,
        @Nullable String subject,
        @Nullable String conversation) {
    public InferenceForm {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(settings, "settings");
    }
}
