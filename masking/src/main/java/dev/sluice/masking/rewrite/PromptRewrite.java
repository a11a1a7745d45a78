package dev.sluice.masking.rewrite;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.PromptEvent.PromptMasked;
import dev.sluice.contracts.event.RequestEvent.InferenceRequested;
import dev.sluice.contracts.event.TokenEvent.GenerationFinished;
import dev.sluice.contracts.event.Tool;
import dev.sluice.contracts.event.ToolCall;
import dev.sluice.contracts.event.Usage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request's prompt, masked. Pure and stateless: each text of the prompt goes through a mask of
/// its own; so do the texts that end the answer, and the names and values of a schema that it must
/// satisfy, for the model writes what it was given.
public final class PromptRewrite {
    private static final int FIRST_EPOCH = 1;

    private final RequestMasks masks;

    public PromptRewrite(RequestMasks masks) {
        this.masks = masks;
    }

    /// The masked prompt for `prompts`; or, where the policy blocks it or cannot be read, or its
    /// model cannot be a pool, the end of the request for `tokens`.
    ///
    /// @param at the time of the request's record, not the clock's: a replay writes the same bytes
    public Event rewrite(InferenceRequested requested, Instant at) {
        Optional<PromptMasks> found = masks.prompt(requested);
        if (found.isEmpty()) {
            return refusal(
                    requested,
                    at,
                    ErrorCode.MESH_UNAVAILABLE,
                    "the tenant's masking policy cannot be read");
        }
        PromptMasks ofRequest = found.get();
        Texts texts = new Texts(ofRequest);
        InferenceSpec spec = requested.spec();
        Prompt masked = texts.mask(spec.prompt());
        GenerationSettings settings =
                spec.settings()
                        .withStop(spec.settings().stop().stream().map(texts::mask).toList())
                        .withAnswerFormat(texts.mask(spec.settings().answerFormat()));
        if (texts.blocked) {
            return refusal(
                    requested,
                    at,
                    ErrorCode.CONTENT_BLOCKED,
                    "the prompt holds data that the policy blocks");
        }
        if (texts.isRigid) {
            return refusal(
                    requested,
                    at,
                    ErrorCode.CONTENT_BLOCKED,
                    "response_format or a tool holds data that the policy masks, in a number, a"
                            + " pattern or a function's name, where nothing can stand in its"
                            + " place");
        }
        PoolName pool;
        try {
            pool = new PoolName(spec.model());
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
                spec.masked(masked, settings, ofRequest.sealedState()),
                texts.findings,
                ofRequest.policyDigest());
    }

    /// The end of a request that must not go on.
    public static GenerationFinished refusal(
            InferenceRequested requested, Instant at, ErrorCode code, String message) {
        return end(requested.requestId(), requested.tenantId(), at, Failure.of(code, message));
    }

    /// The end of a request whose record cannot be read: whose it is stands in what is unreadable.
    public static GenerationFinished malformed(RequestId requestId, Instant at, String reason) {
        Failure failure = Failure.of(ErrorCode.MALFORMED_RECORD, reason);
        return end(requestId, TenantId.DEFAULT, at, failure);
    }

    private static GenerationFinished end(
            RequestId requestId, TenantId tenantId, Instant at, Failure failure) {
        return new GenerationFinished(
                requestId + "/refused",
                requestId,
                tenantId,
                FIRST_EPOCH,
                0,
                at,
                SensitiveText.EMPTY,
                null,
                failure,
                Usage.NONE);
    }

    /// What one prompt's texts have in common.
    private static final class Texts {
        private final PromptMasks masks;
        private final Map<String, Integer> findings = new HashMap<>();
        private boolean blocked;

        /// Something was found where it cannot be replaced.
        private boolean isRigid;

        Texts(PromptMasks masks) {
            this.masks = masks;
        }

        Prompt mask(Prompt prompt) {
            return switch (prompt) {
                case Prompt.Text text -> new Prompt.Text(mask(text.text()));
                case Prompt.Chat(List<ChatMessage> messages, @Nullable List<Tool> tools) ->
                        new Prompt.Chat(
                                messages.stream().map(this::mask).toList(),
                                tools == null ? null : tools.stream().map(this::mask).toList());
            };
        }

        /// A function's name is what the client knows a call by.
        private Tool mask(Tool tool) {
            requireUntouched(tool.name().value());
            SensitiveText description = tool.description();
            return new Tool(
                    tool.name(),
                    description == null ? null : mask(description),
                    schema(tool.parameters()));
        }

        /// A schema's names and values are masked like the prompt's, so that the answer has what
        /// the prompt has; elsewhere in it a replacement would mean something else.
        @Nullable AnswerFormat mask(@Nullable AnswerFormat format) {
            return switch (format) {
                case null -> null;
                case AnswerFormat.JsonObject any -> any;
                case AnswerFormat.Pattern pattern -> {
                    requireUntouched(pattern.expression().value());
                    yield pattern;
                }
                case AnswerFormat.JsonSchema(SensitiveText schema) ->
                        new AnswerFormat.JsonSchema(schema(schema));
                case AnswerFormat.ToolCalls ofTools -> ofTools;
            };
        }

        private SensitiveText schema(SensitiveText schema) {
            return new SensitiveText(
                    SchemaTexts.rewrite(schema.value(), this::mask, this::requireUntouched));
        }

        private void requireUntouched(String text) {
            isRigid |= !mask(text).equals(text);
        }

        private ChatMessage mask(ChatMessage message) {
            SensitiveText name = message.name();
            List<ToolCall> calls = message.toolCalls();
            return new ChatMessage(
                    message.role(),
                    mask(message.content()),
                    name == null ? null : mask(name),
                    calls == null ? null : calls.stream().map(this::mask).toList(),
                    message.toolCallNumber());
        }

        /// Arguments are one text, for what stands before a value tells what it is.
        private ToolCall mask(ToolCall call) {
            return new ToolCall(call.number(), mask(call.name()), mask(call.arguments()));
        }

        private SensitiveText mask(SensitiveText text) {
            return new SensitiveText(mask(text.value()));
        }

        String mask(String text) {
            TextMask mask = masks.open();
            String masked = mask.append(text) + mask.flush();
            mask.findings().forEach((type, count) -> findings.merge(type, count, Integer::sum));
            blocked |= mask.isBlocked();
            return masked;
        }
    }
}
