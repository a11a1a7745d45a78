package dev.sluice.gateway.rendering;

import dev.sluice.contracts.event.TokenLogprob;
import dev.sluice.contracts.event.TokenLogprobs;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The probabilities of an answer's tokens, in OpenAI's two forms. Null, as there, where none are
/// told.
final class LogprobJson {
    private static final String NOTHING = "null";
    private static final int BYTE_MASK = 0xFF;

    private LogprobJson() {}

    /// Of chats: a list of tokens, each with the most probable ones of its place.
    static String ofChat(@Nullable List<TokenLogprobs> tokens) {
        if (tokens == null) {
            return NOTHING;
        }
        JsonText json = new JsonText().object().name("content").array();
        for (TokenLogprobs token : tokens) {
            openToken(json, token.chosen()).name("top_logprobs").array();
            token.top().forEach(other -> openToken(json, other).endObject());
            json.endArray().endObject();
        }
        return json.endArray().name("refusal").nothing().endObject().toString();
    }

    /// Of completions: lists side by side.
    ///
    /// @param offset UTF-16 units of the answer before the first token
    static String ofCompletion(@Nullable List<TokenLogprobs> tokens, int offset) {
        if (tokens == null) {
            return NOTHING;
        }
        JsonText json = new JsonText().object();
        list(json, "tokens", tokens, token -> json.text(token.chosen().text().value()));
        list(json, "token_logprobs", tokens, token -> json.number(token.chosen().logprob()));
        list(json, "top_logprobs", tokens, token -> top(json, token.top()));
        json.name("text_offset").array();
        int at = offset;
        for (TokenLogprobs token : tokens) {
            json.number(at);
            at += token.chosen().text().value().length();
        }
        return json.endArray().endObject().toString();
    }

    private static void list(
            JsonText json,
            String name,
            List<TokenLogprobs> tokens,
            Consumer<TokenLogprobs> element) {
        json.name(name).array();
        tokens.forEach(element);
        json.endArray();
    }

    /// Two tokens may have one text; the more probable one stands for both.
    private static void top(JsonText json, List<TokenLogprob> tokens) {
        Set<String> names = new HashSet<>();
        json.object();
        for (TokenLogprob token : tokens) {
            if (names.add(token.text().value())) {
                json.name(token.text().value()).number(token.logprob());
            }
        }
        json.endObject();
    }

    private static JsonText openToken(JsonText json, TokenLogprob token) {
        json.object().name("token").text(token.text().value());
        json.name("logprob").number(token.logprob()).name("bytes").array();
        if (token.bytes() == null) {
            for (byte value : token.text().value().getBytes(StandardCharsets.UTF_8)) {
                json.number(value & BYTE_MASK);
            }
        } else {
            token.bytes().forEach(value -> json.number(value.longValue()));
        }
        return json.endArray();
    }
}
