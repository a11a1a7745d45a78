package dev.sluice.worker.sampling;

import java.util.Map;

/// How the tokens of one sequence are chosen. Ranges are those of the request's generation
/// settings.
///
/// `temperature` below [#GREEDY_BELOW] takes the most probable token and makes `topK`, `topP`,
/// `minP`, `typicalP` and `seed` meaningless. `topK` 0, `topP` 1, `minP` 0 and `typicalP` 1 keep
/// every token.
public record SamplingParameters(
        double temperature,
        int topK,
        double topP,
        double minP,
        double typicalP,
        double repetitionPenalty,
        double frequencyPenalty,
        double presencePenalty,
        Map<Integer, Double> logitBias,
        long seed) {
    /// Below it, the second most probable token has no measurable chance, and 1 / temperature
    /// starts to lose the logits' precision.
    public static final double GREEDY_BELOW = 1e-5;

    public SamplingParameters {
        requireWithin("temperature", temperature, 0, 2);
        requireWithin("topK", topK, 0, Integer.MAX_VALUE);
        requireWithin("topP", topP, 0, 1);
        requireWithin("minP", minP, 0, 1);
        requireWithin("typicalP", typicalP, 0, 1);
        requireWithin("repetitionPenalty", repetitionPenalty, 0.01, 100);
        requireWithin("frequencyPenalty", frequencyPenalty, -2, 2);
        requireWithin("presencePenalty", presencePenalty, -2, 2);
        logitBias = Map.copyOf(logitBias);
        logitBias.forEach(SamplingParameters::requireBias);
    }

    public static SamplingParameters greedy() {
        return new SamplingParameters(0, 0, 1, 0, 1, 1, 0, 0, Map.of(), 0);
    }

    /// A draw from the whole distribution.
    public static SamplingParameters seeded(double temperature, long seed) {
        return new SamplingParameters(temperature, 0, 1, 0, 1, 1, 0, 0, Map.of(), seed);
    }

    /// The same draw from fewer tokens.
    public SamplingParameters truncatedTo(int k, double pMax, double pMin) {
        return new SamplingParameters(
                temperature,
                k,
                pMax,
                pMin,
                typicalP,
                repetitionPenalty,
                frequencyPenalty,
                presencePenalty,
                logitBias,
                seed);
    }

    /// The same draw from the tokens whose surprise is near what was to be expected.
    public SamplingParameters typical(double share) {
        return new SamplingParameters(
                temperature,
                topK,
                topP,
                minP,
                share,
                repetitionPenalty,
                frequencyPenalty,
                presencePenalty,
                logitBias,
                seed);
    }

    public SamplingParameters penalised(double repetition, double frequency, double presence) {
        return new SamplingParameters(
                temperature,
                topK,
                topP,
                minP,
                typicalP,
                repetition,
                frequency,
                presence,
                logitBias,
                seed);
    }

    public SamplingParameters biased(Map<Integer, Double> bias) {
        return new SamplingParameters(
                temperature,
                topK,
                topP,
                minP,
                typicalP,
                repetitionPenalty,
                frequencyPenalty,
                presencePenalty,
                bias,
                seed);
    }

    boolean isGreedy() {
        return temperature < GREEDY_BELOW;
    }

    boolean isPenalising() {
        return repetitionPenalty != 1 || frequencyPenalty != 0 || presencePenalty != 0;
    }

    private static void requireBias(int tokenId, double bias) {
        requireWithin("token id in logitBias", tokenId, 0, Integer.MAX_VALUE);
        requireWithin("logitBias of " + tokenId, bias, -100, 100);
    }

    private static void requireWithin(String name, double value, double min, double max) {
        // Why: written so that NaN fails too.
        if (!(value >= min && value <= max)) {
            throw new IllegalArgumentException(
                    "%s is %s, allowed are %s to %s".formatted(name, value, min, max));
        }
    }
}
