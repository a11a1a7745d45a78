package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is asked for. It travels unchanged from acceptance to the worker, but for the prompt, which
/// masking replaces.
@Doc("What is asked for.")
public record InferenceSpec(
        @Doc("when the client was told that the request is accepted") Instant acceptedAt,
        @Doc("the partition of tokens, stream and results that carries this request")
                int streamPartition,
        @Doc("the model name as the client sent it") String model,
        @Doc("the prompt") Prompt prompt,
        @Doc("how to generate") GenerationSettings settings,
        @Doc("INTERACTIVE, STANDARD or BATCH") Priority priority,
        @Doc("after this time an answer is of no use; absent: none") @Nullable Instant deadline,
        @Doc("whether the last stream record is followed by a usage chunk") boolean includeUsage,
        @Doc("the end user on whose behalf the client acts") @Nullable String subject) {
    public static final int MODEL_LENGTH_MAX = 128;

    public InferenceSpec {
        Objects.requireNonNull(acceptedAt, "acceptedAt");
        Checks.notNegative("streamPartition", streamPartition);
        if (model.isEmpty() || model.length() > MODEL_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "model has "
                            + model.length()
                            + " characters, allowed are 1 to "
                            + MODEL_LENGTH_MAX);
        }
        Objects.requireNonNull(prompt, "prompt");
        Objects.requireNonNull(settings, "settings");
        Objects.requireNonNull(priority, "priority");
    }

    public InferenceSpec withPrompt(Prompt masked) {
        return new InferenceSpec(
                acceptedAt,
                streamPartition,
                model,
                masked,
                settings,
                priority,
                deadline,
                includeUsage,
                subject);
    }
}
