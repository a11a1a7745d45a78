package dev.sluice.bench.accuracy;

/// Adds up, position by position, how two models differ on one text. One thread.
final class Divergence {
    private int positionCount;
    private int agreementCount;
    private double divergenceSum;
    private double exactSurprise;
    private double convertedSurprise;

    /// One position: what each model expected, and the token that the text goes on with.
    void add(LogProbabilities exact, LogProbabilities converted, int nextToken) {
        positionCount++;
        agreementCount += exact.mostLikely() == converted.mostLikely() ? 1 : 0;
        divergenceSum += exact.divergenceOf(converted);
        exactSurprise -= exact.of(nextToken);
        convertedSurprise -= converted.of(nextToken);
    }

    Accuracy figures() {
        return new Accuracy(
                positionCount,
                divergenceSum / positionCount,
                Math.exp(exactSurprise / positionCount),
                Math.exp(convertedSurprise / positionCount),
                100.0 * agreementCount / positionCount);
    }
}
