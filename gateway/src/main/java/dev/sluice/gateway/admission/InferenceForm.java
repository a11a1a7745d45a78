package dev.sluice.gateway.admission;

import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.Prompt;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request body, understood. `model` is absent where the route allows that; `isStored` keeps the
/// request running when its client leaves.
public record InferenceForm(
        @Nullable String model,
        Prompt prompt,
        GenerationSettings settings,
        boolean isStream,
        boolean includeUsage,
        boolean isStored,
        @Nullable String subject) {
    public InferenceForm {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(settings, "settings");
    }
}
