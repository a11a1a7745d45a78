package dev.sluice.worker.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.ChatMessage;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.worker.tokens.TextPieces;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes a request in the server's [Dialect]. What that has no word for is refused by name; what
/// it has is always sent, for servers have defaults of their own. Immutable.
///
/// A continuation is the prompt with what was emitted behind it: of a text as it stands, of a
/// conversation as an assistant's turn that the server is told to go on with.
public final class CallWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// vLLM's and SGLang's word for all of them, in every version.
    private static final int TOP_K_OF_ALL = -1;

    /// What OpenAI's API has for a text where nobody names a length.
    private static final int TEXT_TOKEN_COUNT_MIN = 16;

    private static final String TOOLS = "tools";

    private final String model;
    private final Dialect dialect;
    private final int contextTokens;

    /// @param model as the server lists it
    public CallWriter(String model, Dialect dialect, int contextTokens) {
        this.model = model;
        this.dialect = dialect;
        this.contextTokens = contextTokens;
    }

    /// The request of an assignment, to begin it or to go on with it.
    ///
    /// @param emittedIds the ids of what is in the log already
    /// @throws SluiceException if the server cannot be asked for this
    public RemoteCall write(InferenceSpec spec, int[] emittedIds) {
        GenerationSettings settings = spec.settings();
        String emitted = emittedText(spec, emittedIds);
        ObjectNode body = JSON.createObjectNode();
        body.put("model", model).put("stream", true);
        ObjectNode streamOptions = body.putObject("stream_options").put("include_usage", true);
        if (dialect.isCounting()) {
            streamOptions.put("continuous_usage_stats", true);
        }
        putSampling(body, settings);
        putFormat(body, settings.answerFormat());
        Integer maxTokens = settings.maxTokens();
        if (maxTokens != null) {
            body.put("max_tokens", Math.max(1, maxTokens - TextPieces.tokenCount(emittedIds)));
        }
        return switch (spec.prompt()) {
            case Prompt.Chat chat -> {
                refuseUnless(isWithoutTools(chat), TOOLS);
                yield chat(body, chat.messages(), emitted);
            }
            case Prompt.Text(SensitiveText text) -> text(body, text.value() + emitted);
        };
    }

    private String emittedText(InferenceSpec spec, int[] ids) {
        if (!TextPieces.arePieces(ids)) {
            throw broken("it was begun by an engine of another kind");
        }
        String text = TextPieces.text(ids);
        if (text.isEmpty()) {
            return text;
        }
        if (spec.settings().answerFormat() != null) {
            throw broken("a server holds only whole answers to a response_format");
        }
        if (spec.prompt() instanceof Prompt.Chat && !dialect.isContinuing()) {
            throw broken("the remote server cannot go on with it (dialect " + dialect + ")");
        }
        return text;
    }

    /// Retriable: from its beginning the request can be asked again.
    private static SluiceException broken(String why) {
        return new SluiceException(
                ErrorCode.ENGINE_FAILED, "the answer was broken off with its worker, and " + why);
    }

    private void putSampling(ObjectNode body, GenerationSettings settings) {
        body.put("temperature", settings.temperature());
        body.put("top_p", settings.topP());
        body.put("seed", settings.seed());
        if (settings.frequencyPenalty() != 0) {
            body.put("frequency_penalty", settings.frequencyPenalty());
        }
        if (settings.presencePenalty() != 0) {
            body.put("presence_penalty", settings.presencePenalty());
        }
        if (!settings.logitBias().isEmpty()) {
            ObjectNode biases = body.putObject("logit_bias");
            settings.logitBias().forEach((id, bias) -> biases.put(id.toString(), bias));
        }
        if (!settings.stop().isEmpty()) {
            ArrayNode stop = body.putArray("stop");
            settings.stop().forEach(stop::add);
        }
        // Its probabilities would be of its own tokens, which masking cannot place in the answer.
        refuseUnless(settings.topLogprobs() == null, "logprobs");
        if (settings.typicalP() != null) {
            refuseUnless(dialect == Dialect.LLAMA_CPP, "typical_p");
            body.put("typical_p", settings.typicalP());
        }
        if (dialect.isSamplingWider()) {
            putWiderSampling(body, settings);
        } else {
            refuseUnless(settings.topK() == 0, "top_k");
            refuseUnless(settings.minP() == 0, "min_p");
            refuseUnless(settings.repetitionPenalty() == 1, "repetition_penalty");
        }
    }

    private void putWiderSampling(ObjectNode body, GenerationSettings settings) {
        boolean isLlamaCpp = dialect == Dialect.LLAMA_CPP;
        int ofAll = isLlamaCpp ? 0 : TOP_K_OF_ALL;
        body.put("top_k", settings.topK() == 0 ? ofAll : settings.topK());
        body.put("min_p", settings.minP());
        body.put(
                isLlamaCpp ? "repeat_penalty" : "repetition_penalty", settings.repetitionPenalty());
    }

    private void putFormat(ObjectNode body, @Nullable AnswerFormat format) {
        switch (format) {
            case null -> {}
            case AnswerFormat.JsonObject() ->
                    body.putObject("response_format").put("type", "json_object");
            case AnswerFormat.JsonSchema(SensitiveText schema) -> {
                ObjectNode responseFormat = body.putObject("response_format");
                responseFormat.put("type", "json_schema");
                ObjectNode named = responseFormat.putObject("json_schema");
                named.put("name", "answer").put("strict", true).set("schema", json(schema));
            }
            case AnswerFormat.ToolCalls _ -> refuseUnless(false, TOOLS);
            case AnswerFormat.Pattern(SensitiveText expression) -> {
                refuseUnless(dialect.isCounting(), "response_format (a regular expression)");
                if (dialect == Dialect.VLLM) {
                    body.putObject("structured_outputs").put("regex", expression.value());
                } else {
                    body.put("regex", expression.value());
                }
            }
        }
    }

    private static JsonNode json(SensitiveText schema) {
        try {
            return JSON.readTree(schema.value());
        } catch (JsonProcessingException e) {
            throw new SluiceException(
                    ErrorCode.INVALID_PARAMETER, "response_format: the schema is not valid JSON");
        }
    }

    /// A server's calls come in a form of their own, not as text.
    private static boolean isWithoutTools(Prompt.Chat chat) {
        return chat.tools() == null
                && chat.messages().stream()
                        .allMatch(
                                turn -> turn.toolCalls() == null && turn.toolCallNumber() == null);
    }

    private void refuseUnless(boolean isSupported, String parameter) {
        if (!isSupported) {
            throw new SluiceException(
                    ErrorCode.UNSUPPORTED_PARAMETER,
                    "%s is not supported by the remote server (dialect %s)"
                            .formatted(parameter, dialect));
        }
    }

    private RemoteCall chat(ObjectNode body, List<ChatMessage> messages, String emitted) {
        ArrayNode turns = body.putArray("messages");
        messages.forEach(message -> putTurn(turns, message));
        switch (dialect) {
            case OPENAI, VLLM -> {}
            // All of the answer is text here, thoughts too.
            case SGLANG -> body.put("separate_reasoning", false);
            case LLAMA_CPP -> body.put("reasoning_format", "none");
        }
        if (!emitted.isEmpty()) {
            putBegun(body, turns, emitted);
        }
        return call(RemoteCall.CHAT, body);
    }

    private static void putTurn(ArrayNode turns, ChatMessage message) {
        ObjectNode turn = turns.addObject();
        turn.put("role", message.role()).put("content", message.content().value());
        if (message.name() != null) {
            turn.put("name", message.name().value());
        }
    }

    /// llama.cpp goes on with an assistant's turn at the end by itself, the caller's too, and
    /// refuses two of them.
    private void putBegun(ObjectNode body, ArrayNode turns, String emitted) {
        if (dialect == Dialect.LLAMA_CPP
                && turns.get(turns.size() - 1) instanceof ObjectNode last
                && last.path("role").asText().equals("assistant")) {
            last.put("content", last.path("content").asText() + emitted);
            return;
        }
        turns.addObject().put("role", "assistant").put("content", emitted);
        if (dialect != Dialect.LLAMA_CPP) {
            body.put("continue_final_message", true).put("add_generation_prompt", false);
        }
    }

    private RemoteCall text(ObjectNode body, String prompt) {
        body.put("prompt", prompt);
        if (!body.has("max_tokens")) {
            putLongest(body, prompt);
        }
        return call(RemoteCall.TEXT, body);
    }

    /// Left out, it would be 16 tokens. vLLM and llama.cpp take null for all that fit; others get
    /// what surely fits: no text has more tokens than bytes.
    private void putLongest(ObjectNode body, String prompt) {
        switch (dialect) {
            case VLLM, LLAMA_CPP -> body.putNull("max_tokens");
            case OPENAI, SGLANG -> {
                int bytes = prompt.getBytes(StandardCharsets.UTF_8).length;
                body.put("max_tokens", Math.max(TEXT_TOKEN_COUNT_MIN, contextTokens - bytes));
            }
        }
    }

    private static RemoteCall call(String path, ObjectNode body) {
        try {
            return new RemoteCall(path, JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that is no JSON", e);
        }
    }
}
