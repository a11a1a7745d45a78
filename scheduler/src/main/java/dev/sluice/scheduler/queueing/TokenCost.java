package dev.sluice.scheduler.queueing;

/// What a token of service costs its tenant: one of the prompt 1, a generated one 2, as Sheng et
/// al. weigh them (a decode step is dearer than the same token in a prefill). Counted in
/// thousandths, so that it can be divided by a weight without a floating point's drift.
final class TokenCost {
    private static final long PROMPT_TOKEN = 1_000;
    private static final long GENERATED_TOKEN = 2_000;

    private TokenCost() {}

    static long of(long promptTokens, long generatedTokens, int weight) {
        return (promptTokens * PROMPT_TOKEN + generatedTokens * GENERATED_TOKEN) / weight;
    }
}
