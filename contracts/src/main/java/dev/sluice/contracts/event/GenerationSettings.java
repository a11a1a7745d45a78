package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How tokens are chosen and when to stop. Ranges are OpenAI's, where OpenAI has the parameter.
@Doc("How tokens are chosen and when to stop.")
public record GenerationSettings(
        @Doc("most tokens to generate; absent: until the model stops or its context is full")
                @Nullable Integer maxTokens,
        @Doc("0 takes the most probable token; 2 is the highest") double temperature,
        @Doc("sample from the k most probable tokens; 0 from all") int topK,
        @Doc("sample from the smallest set of tokens whose probabilities reach this sum, 0 to 1")
                double topP,
        @Doc("leave out tokens less probable than this share of the most probable, 0 to 1")
                double minP,
        @Doc("divides the logits of tokens already present; 1 changes nothing")
                double repetitionPenalty,
        @Doc("subtracted once per occurrence of a token, -2 to 2") double frequencyPenalty,
        @Doc("subtracted once from tokens that occurred, -2 to 2") double presencePenalty,
        @Doc("added to the logit of a token id, -100 to 100") Map<Integer, Double> logitBias,
        @Doc("the random sequence to draw from; always set, so that a continuation draws the same")
                long seed,
        @Doc("texts that end the answer and are not part of it") List<String> stop,
        @Doc("what the answer's text must be; absent: anything")
                @Nullable AnswerFormat answerFormat,
        @Doc(
                        "sample from the tokens closest to the expected surprise whose"
                                + " probabilities reach this sum, 0 to 1; absent: from all")
                @Nullable Double typicalP,
        @Doc(
                        "how many of the most probable tokens are told beside each token, 0 to 20;"
                                + " absent: no probabilities are told")
                @Nullable Integer topLogprobs) {
    private static final int STOP_COUNT_MAX = 16;
    private static final int LOGIT_BIAS_COUNT_MAX = 1024;

    public GenerationSettings {
        if (maxTokens != null) {
            Checks.positive("maxTokens", maxTokens);
        }
        Checks.within("temperature", temperature, 0, 2);
        Checks.notNegative("topK", topK);
        Checks.within("topP", topP, 0, 1);
        Checks.within("minP", minP, 0, 1);
        Checks.within("repetitionPenalty", repetitionPenalty, 0.01, 100);
        Checks.within("frequencyPenalty", frequencyPenalty, -2, 2);
        Checks.within("presencePenalty", presencePenalty, -2, 2);
        logitBias = Map.copyOf(logitBias);
        Checks.within("logitBias count", logitBias.size(), 0, LOGIT_BIAS_COUNT_MAX);
        logitBias.forEach((id, bias) -> Checks.within("logitBias of " + id, bias, -100, 100));
        stop = List.copyOf(stop);
        Checks.within("stop count", stop.size(), 0, STOP_COUNT_MAX);
        if (typicalP != null) {
            Checks.within("typicalP", typicalP, 0, 1);
        }
        if (topLogprobs != null) {
            Checks.within("topLogprobs", topLogprobs, 0, TokenLogprobs.TOP_COUNT_MAX);
        }
    }

    /// Of an answer that may be anything.
    public GenerationSettings(
            @Nullable Integer maxTokens,
            double temperature,
            int topK,
            double topP,
            double minP,
            double repetitionPenalty,
            double frequencyPenalty,
            double presencePenalty,
            Map<Integer, Double> logitBias,
            long seed,
            List<String> stop) {
        this(
                maxTokens,
                temperature,
                topK,
                topP,
                minP,
                repetitionPenalty,
                frequencyPenalty,
                presencePenalty,
                logitBias,
                seed,
                stop,
                null,
                null,
                null);
    }

    public GenerationSettings withStop(List<String> masked) {
        return with(seed, masked, answerFormat, topLogprobs);
    }

    public GenerationSettings withAnswerFormat(@Nullable AnswerFormat format) {
        return with(seed, stop, format, topLogprobs);
    }

    public GenerationSettings withSeed(long another) {
        return with(another, stop, answerFormat, topLogprobs);
    }

    /// With the probabilities of each token and of so many others; null: with none.
    public GenerationSettings withTopLogprobs(@Nullable Integer count) {
        return with(seed, stop, answerFormat, count);
    }

    private GenerationSettings with(
            long newSeed,
            List<String> stopTexts,
            @Nullable AnswerFormat format,
            @Nullable Integer logprobCount) {
        return new GenerationSettings(
                maxTokens,
                temperature,
                topK,
                topP,
                minP,
                repetitionPenalty,
                frequencyPenalty,
                presencePenalty,
                logitBias,
                newSeed,
                stopTexts,
                format,
                typicalP,
                logprobCount);
    }

    /// The most probable token each time: what tests and probes ask for.
    public static GenerationSettings greedy(int maxTokens) {
        return new GenerationSettings(maxTokens, 0, 0, 1, 0, 1, 0, 0, Map.of(), 0, List.of());
    }
}
