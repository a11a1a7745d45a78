package dev.sluice.worker.sampling;

/// Scratch memory for choosing tokens, about 40 bytes per token of the vocabulary. One engine
/// thread owns it and all its sequences share it: a row is finished before the next begins.
public final class SamplingWorkspace {
    private final int vocabularySize;
    private final Candidates candidates;
    private final Truncation truncation;

    public SamplingWorkspace(int vocabularySize) {
        this.vocabularySize = vocabularySize;
        this.candidates = new Candidates(vocabularySize);
        this.truncation = new Truncation(vocabularySize);
    }

    int vocabularySize() {
        return vocabularySize;
    }

    Candidates candidates() {
        return candidates;
    }

    Truncation truncation() {
        return truncation;
    }
}
