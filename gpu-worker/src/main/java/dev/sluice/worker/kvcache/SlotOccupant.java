package dev.sluice.worker.kvcache;

/// What sits in a slot: a sequence, as far as placement cares.
public interface SlotOccupant {
    /// Shorter prompts are not used again, and a prompt is never used again up to fewer tokens than
    /// this before its end. Why: a pass over a single token runs other kernels, which round
    /// differently; what comes out must not depend on what was there before.
    int READ_TOKEN_COUNT_MIN = 2;

    PromptTokens prompt();

    /// Positions of the slot that hold this occupant's keys and values.
    int cachedTokenCount();

    /// Positions of which another prompt that begins with the same tokens may have a copy: those
    /// that were read as a prompt. What decode steps wrote is not the same to the bit.
    default int reusableTokenCount() {
        int promptTokenCount = prompt().count();
        return promptTokenCount < READ_TOKEN_COUNT_MIN
                ? 0
                : Math.min(cachedTokenCount(), promptTokenCount);
    }
}
