package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What is asked for. It travels unchanged from acceptance to the worker, but for what masking
/// replaces: the texts of the prompt, and its own state.
@Doc("What is asked for.")
public record InferenceSpec(
        @Doc("when the client was told that the request is accepted") Instant acceptedAt,
        @Doc("the partition of tokens, stream and results that carries this request")
                int streamPartition,
        @Doc("the pool that serves it: as the client named it, or as its route chose") String model,
        @Doc("the prompt") Prompt prompt,
        @Doc("how to generate") GenerationSettings settings,
        @Doc("INTERACTIVE, STANDARD or BATCH") Priority priority,
        @Doc("after this time an answer is of no use; absent: none") @Nullable Instant deadline,
        @Doc("whether the last stream record is followed by a usage chunk") boolean includeUsage,
        @Doc("the end user on whose behalf the client acts") @Nullable String subject,
        @Doc("the client's own id of the conversation; absent: masking tells it by its beginning")
                @Nullable String conversation,
        @Doc("what masking needs for the answer, sealed by it for itself; others pass it on")
                @Nullable String maskingState,
        @Doc("the model name as the client sent it, where a route made a pool of it")
                @Nullable String alias) {
    public static final int MODEL_LENGTH_MAX = 128;
    public static final int CONVERSATION_LENGTH_MAX = 256;

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
        if (settings.answerFormat() instanceof AnswerFormat.ToolCalls calls) {
            requireTools(prompt, calls);
        }
        Objects.requireNonNull(priority, "priority");
        if (alias != null) {
            Checks.within("alias length", alias.length(), 1, MODEL_LENGTH_MAX);
        }
        if (conversation != null) {
            Checks.within("conversation length", conversation.length(), 1, CONVERSATION_LENGTH_MAX);
        }
    }

    /// A request that names no conversation and is not masked yet.
    public InferenceSpec(
            Instant acceptedAt,
            int streamPartition,
            String model,
            Prompt prompt,
            GenerationSettings settings,
            Priority priority,
            @Nullable Instant deadline,
            boolean includeUsage,
            @Nullable String subject) {
        this(
                acceptedAt,
                streamPartition,
                model,
                prompt,
                settings,
                priority,
                deadline,
                includeUsage,
                subject,
                null,
                null,
                null);
    }

    private static void requireTools(Prompt prompt, AnswerFormat.ToolCalls calls) {
        List<Tool> tools = prompt instanceof Prompt.Chat chat ? chat.tools() : null;
        int count = tools == null ? 0 : tools.size();
        int needed = calls.only() == null ? 1 : calls.only() + 1;
        if (count < needed) {
            throw new IllegalArgumentException(
                    "tools count is " + count + ", the answer's format needs " + needed);
        }
    }

    /// The same request with its texts masked. A state that the request brought along is dropped:
    /// only masking may write one.
    public InferenceSpec masked(
            Prompt maskedPrompt, GenerationSettings maskedSettings, @Nullable String state) {
        return new InferenceSpec(
                acceptedAt,
                streamPartition,
                model,
                maskedPrompt,
                maskedSettings,
                priority,
                deadline,
                includeUsage,
                subject,
                conversation,
                state,
                alias);
    }

    /// The model name as the client sent it.
    public String requestedModel() {
        return alias == null ? model : alias;
    }
}
