package dev.sluice.gateway.admission;

import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.GenerationSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Reads the sampling parameters. Names, ranges and defaults are OpenAI's; `top_k`, `min_p` and
/// `repetition_penalty` are vLLM's, `typical_p` is that of Hugging Face's servers.
final class SettingsFields {
    private static final int STOP_COUNT_MAX = 16;
    private static final int STOP_LENGTH_MAX = 256;
    private static final int LOGIT_BIAS_COUNT_MAX = 1024;
    private static final double LOGIT_BIAS_MAX = 100;
    private static final double PENALTY_MAX = 2;
    private static final double REPETITION_PENALTY_MIN = 0.01;
    private static final double REPETITION_PENALTY_MAX = 100;

    private SettingsFields() {}

    /// `randomSeed` is drawn from when the client sends none: the seed travels with the request, so
    /// that a continuation on another worker draws the same numbers.
    static GenerationSettings read(Fields body, LongSupplier randomSeed) throws BadField {
        return read(body, maxTokens(body), AnswerFormatFields.read(body), randomSeed)
                .withTopLogprobs(LogprobFields.readChat(body));
    }

    /// Of a completion, which has a bound even where the client names none.
    static GenerationSettings readCompletion(
            Fields body, int maxTokensByDefault, LongSupplier randomSeed) throws BadField {
        Integer maxTokens = maxTokens(body);
        return read(
                        body,
                        maxTokens == null ? maxTokensByDefault : maxTokens,
                        AnswerFormatFields.read(body),
                        randomSeed)
                .withTopLogprobs(LogprobFields.readCompletion(body));
    }

    /// Of a response, which has another name for the bound.
    static GenerationSettings readResponse(Fields body, LongSupplier randomSeed) throws BadField {
        Long maxTokens = body.integer("max_output_tokens", 1, Integer.MAX_VALUE);
        return read(
                body,
                maxTokens == null ? null : Math.toIntExact(maxTokens),
                AnswerFormatFields.readResponse(body),
                randomSeed);
    }

    private static GenerationSettings read(
            Fields body,
            @Nullable Integer maxTokens,
            @Nullable AnswerFormat answerFormat,
            LongSupplier randomSeed)
            throws BadField {
        Long seed = body.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        return new GenerationSettings(
                maxTokens,
                body.number("temperature", 1, 0, 2),
                topK(body),
                body.number("top_p", 1, 0, 1),
                body.number("min_p", 0, 0, 1),
                body.number(
                        "repetition_penalty", 1, REPETITION_PENALTY_MIN, REPETITION_PENALTY_MAX),
                body.number("frequency_penalty", 0, -PENALTY_MAX, PENALTY_MAX),
                body.number("presence_penalty", 0, -PENALTY_MAX, PENALTY_MAX),
                logitBias(body),
                seed == null ? randomSeed.getAsLong() : seed,
                stop(body),
                answerFormat,
                typicalP(body),
                null);
    }

    private static @Nullable Integer maxTokens(Fields body) throws BadField {
        Long older = body.integer("max_tokens", 1, Integer.MAX_VALUE);
        Long newer = body.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        if (older != null && newer != null && !older.equals(newer)) {
            throw BadField.invalid(
                    "max_tokens",
                    "is " + older + ", but max_completion_tokens is " + newer + "; send one");
        }
        Long chosen = newer == null ? older : newer;
        return chosen == null ? null : Math.toIntExact(chosen);
    }

    private static @Nullable Double typicalP(Fields body) throws BadField {
        double share = body.number("typical_p", 1, 0, 1);
        return share == 1 ? null : Double.valueOf(share);
    }

    /// vLLM's -1 and 0 both mean: from all tokens.
    private static int topK(Fields body) throws BadField {
        Long topK = body.integer("top_k", -1, Integer.MAX_VALUE);
        return topK == null ? 0 : Math.toIntExact(Math.max(0, topK));
    }

    private static List<String> stop(Fields body) throws BadField {
        Object stop = body.any("stop");
        if (stop == null) {
            return List.of();
        }
        if (stop instanceof String) {
            return List.of(stopText(stop, "stop"));
        }
        if (!(stop instanceof List<?> list)) {
            throw body.wrongKind("stop", "a string or a list of strings", stop);
        }
        if (list.size() > STOP_COUNT_MAX) {
            throw BadField.invalid(
                    "stop", "has " + list.size() + " texts, allowed are " + STOP_COUNT_MAX);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            texts.add(stopText(list.get(i), "stop[" + i + "]"));
        }
        return texts;
    }

    private static String stopText(@Nullable Object value, String path) throws BadField {
        String text = Fields.textOf(value, path);
        if (text.isEmpty() || text.length() > STOP_LENGTH_MAX) {
            throw BadField.invalid(
                    path,
                    "has " + text.length() + " characters, allowed are 1 to " + STOP_LENGTH_MAX);
        }
        return text;
    }

    private static Map<Integer, Double> logitBias(Fields body) throws BadField {
        Fields object = body.object("logit_bias");
        if (object == null) {
            return Map.of();
        }
        Map<?, ?> entries = object.entries();
        if (entries.size() > LOGIT_BIAS_COUNT_MAX) {
            throw BadField.invalid(
                    "logit_bias",
                    "has " + entries.size() + " entries, allowed are " + LOGIT_BIAS_COUNT_MAX);
        }
        Map<Integer, Double> bias = new HashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            String tokenId = String.valueOf(entry.getKey());
            String path = object.pathOf(tokenId);
            bias.put(
                    tokenId(tokenId, path),
                    Fields.numberOf(entry.getValue(), path, -LOGIT_BIAS_MAX, LOGIT_BIAS_MAX));
        }
        return bias;
    }

    private static int tokenId(String text, String path) throws BadField {
        try {
            int tokenId = Integer.parseInt(text);
            if (tokenId >= 0) {
                return tokenId;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw BadField.invalid(path, "the name is no token id, an integer from 0 on is expected");
    }
}
