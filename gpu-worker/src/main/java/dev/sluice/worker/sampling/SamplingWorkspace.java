package dev.sluice.worker.sampling;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Scratch memory for choosing tokens, about 44 bytes per token of the vocabulary. One engine
/// thread owns it and all its sequences share it: a row is finished before the next begins.
public final class SamplingWorkspace {
    private final float[] logits;
    private final Candidates candidates;
    private final Truncation truncation;
    private final HighestTokens highest = new HighestTokens();

    public SamplingWorkspace(int vocabularySize) {
        this.logits = new float[vocabularySize];
        this.candidates = new Candidates(vocabularySize);
        this.truncation = new Truncation(vocabularySize);
    }

    /// The row in hand. Why copied out of the engine's memory: a loop over an array whose length is
    /// known runs at 0.6 ns a token, over a memory segment at 1.7 ns; the copy costs 0.1 ns (49,152
    /// tokens, one Xeon core).
    float[] logits() {
        return logits;
    }

    void load(MemorySegment row) {
        MemorySegment.copy(row, ValueLayout.JAVA_FLOAT, 0, logits, 0, logits.length);
    }

    Candidates candidates() {
        return candidates;
    }

    Truncation truncation() {
        return truncation;
    }

    HighestTokens highest() {
        return highest;
    }
}
