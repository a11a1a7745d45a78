package dev.sluice.gateway.admission;

import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.Prompt;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A request body, understood. `model` is absent where the route allows that; `isStored` keeps the
/// request running when its client leaves; `conversation` is the client's own name of it;
/// `response` is there on `/v1/responses` only; `choiceCount` is how many answers there shall be.
public record InferenceForm(
        @Nullable String model,
        Prompt prompt,
        GenerationSettings settings,
        boolean isStream,
        boolean includeUsage,
        boolean isStored,
        @Nullable String subject,
        @Nullable String conversation,
        @Nullable ResponseForm response,
        int choiceCount) {
    public InferenceForm {
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(settings, "settings");
    }

    /// The same request with the conversation that it continues.
    public InferenceForm after(List<ChatMessage> before) {
        ResponseForm asked = Objects.requireNonNull(response, "response");
        return new InferenceForm(
                model,
                new Prompt.Chat(asked.messages(before)),
                settings,
                isStream,
                includeUsage,
                isStored,
                subject,
                conversation,
                response,
                choiceCount);
    }

    /// Runs without a client that waits for it.
    public boolean isBackground() {
        return response != null && response.isBackground();
    }
}
