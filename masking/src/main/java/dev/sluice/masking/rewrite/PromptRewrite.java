package dev.sluice.masking.rewrite;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.Usage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A request's prompt, masked. Pure and stateless: each text of the prompt goes through a mask of
/// its own.
public final class PromptRewrite {
    private static final int FIRST_EPOCH = 1;

    private final Supplier<TextMask> masks;

    public PromptRewrite(Supplier<TextMask> masks) {
        this.masks = masks;
    }

    /// The masked prompt for `prompts`; or, where the policy blocks it or its model cannot be a
    /// pool, the end of the request for `tokens`.
    ///
    /// @param at the time of the request's record, not the clock's: a replay writes the same bytes
    public Event rewrite(InferenceRequested requested, Instant at) {
        Texts texts = new Texts();
        Prompt masked =
                switch (requested.spec().prompt()) {
                    case Prompt.Text text -> new Prompt.Text(texts.mask(text.text()));
                    case Prompt.Chat chat -> new Prompt.Chat(messages(chat, texts));
                };
        if (texts.blocked) {
            return refusal(
                    requested,
                    at,
                    ErrorCode.CONTENT_BLOCKED,
                    "the prompt holds data that the policy blocks");
        }
        PoolName pool;
        try {
            pool = new PoolName(requested.spec().model());
        } catch (IllegalArgumentException e) {
            return refusal(
                    requested, at, ErrorCode.MODEL_NOT_FOUND, "no pool can have the model's name");
        }
        return new PromptMasked(
                requested.requestId() + "/prompt",
                requested.requestId(),
                requested.tenantId(),
                at,
                pool,
                requested.spec().withPrompt(masked),
                texts.findings);
    }

    private static List<ChatMessage> messages(Prompt.Chat chat, Texts texts) {
        return chat.messages().stream()
                .map(m ->
                        new ChatMessage(
                                m.role(), texts.mask(m.content()), texts.maskNullable(m.name())))
                .toList();
    }

    /// The end of a request that must not go on.
    public static GenerationFinished refusal(
            InferenceRequested requested, Instant at, ErrorCode code, String message) {
        return new GenerationFinished(
                requested.requestId() + "/refused",
                requested.requestId(),
                requested.tenantId(),
                FIRST_EPOCH,
                0,
                at,
                SensitiveText.EMPTY,
                null,
                Failure.of(code, message),
                Usage.NONE);
    }

    /// What one prompt's texts have in common.
    private final class Texts {
        private final Map<String, Integer> findings = new HashMap<>();
        private boolean blocked;

        SensitiveText mask(SensitiveText text) {
            TextMask mask = masks.get();
            String masked = mask.append(text.value()) + mask.flush();
            mask.findings().forEach((type, count) -> findings.merge(type, count, Integer::sum));
            blocked |= mask.isBlocked();
            return new SensitiveText(masked);
        }

        @Nullable SensitiveText maskNullable(@Nullable SensitiveText text) {
            return text == null ? null : mask(text);
        }
    }
}
