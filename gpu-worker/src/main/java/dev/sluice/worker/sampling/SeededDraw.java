package dev.sluice.worker.sampling;

/// Draws a token from what truncation left:
///
/// ```
/// w(id) = exp((logit(id) - max) / temperature)
/// token = first id, in ascending order, where the running sum of w exceeds
///         uniform(seed, position) · Σ w
/// ```
final class SeededDraw {
    private final SamplingParameters parameters;
    private final SamplingWorkspace workspace;
    private final boolean isConstrained;

    /// `isConstrained`: some logits are minus infinity, and such a token must not be drawn. Why it
    /// is said: every other row can be taken as it is, at a fifth of the cost.
    SeededDraw(SamplingParameters parameters, SamplingWorkspace workspace, boolean isConstrained) {
        this.parameters = parameters;
        this.workspace = workspace;
        this.isConstrained = isConstrained;
    }

    int draw(float[] logits, long position) {
        float max = logits[HighestLogit.tokenId(logits)];
        Candidates candidates = workspace.candidates();
        gather(logits, max);
        candidates.weigh(max, parameters.temperature());
        workspace
                .truncation()
                .keepTypical(candidates, max, parameters.temperature(), parameters.typicalP());
        long lowestKey =
                workspace
                        .truncation()
                        .topPKey(candidates, max, parameters.temperature(), parameters.topP());
        if (lowestKey != Truncation.EVERYTHING) {
            candidates.keepFrom(lowestKey);
        }
        return candidates.draw(CounterRandom.uniform(parameters.seed(), position));
    }

    private void gather(float[] logits, float max) {
        long minPKey = Truncation.minPKey(max, parameters.temperature(), parameters.minP());
        long topKKey = workspace.truncation().topKKey(logits, parameters.topK());
        long possibleKey = isConstrained ? Truncation.POSSIBLE : Truncation.EVERYTHING;
        long lowestKey = Math.max(possibleKey, Math.max(minPKey, topKKey));
        if (lowestKey == Truncation.EVERYTHING) {
            workspace.candidates().takeAll(logits);
        } else {
            workspace.candidates().takeFrom(logits, lowestKey);
        }
    }
}
