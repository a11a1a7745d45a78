package dev.sluice.worker.kvcache;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Prompts that slots without an occupant still hold, for the next that begins the same. One slot
/// holds one prefix; the one not used for longest is evicted first. Engine thread.
final class WarmPrefixes {
    private final @Nullable PromptTokens[] prompts;
    private final int[] tokenCounts;
    private final long[] lastUses;
    private long useCount;

    WarmPrefixes(int slotCount) {
        prompts = new PromptTokens[slotCount];
        tokenCounts = new int[slotCount];
        lastUses = new long[slotCount];
    }

    /// The slot holds the first `tokenCount` tokens of this prompt; 0 means nothing.
    void keep(int slot, PromptTokens prompt, int tokenCount) {
        prompts[slot] = tokenCount > 0 ? prompt : null;
        tokenCounts[slot] = tokenCount;
        use(slot);
    }

    void forget(int slot) {
        prompts[slot] = null;
        tokenCounts[slot] = 0;
    }

    /// Of all prefixes that begin like this prompt.
    void forgetLike(PromptTokens prompt) {
        for (int slot = 0; slot < prompts.length; slot++) {
            if (sharedCount(slot, prompt) > 0) {
                forget(slot);
            }
        }
    }

    void use(int slot) {
        lastUses[slot] = ++useCount;
    }

    /// What the one slot held is now held by the other, and the one holds nothing.
    void move(int from, int to) {
        prompts[to] = prompts[from];
        tokenCounts[to] = tokenCounts[from];
        lastUses[to] = lastUses[from];
        forget(from);
    }

    int tokenCount(int slot) {
        return tokenCounts[slot];
    }

    long tokenCount() {
        return Arrays.stream(tokenCounts).asLongStream().sum();
    }

    int sharedCount(int slot, PromptTokens prompt) {
        PromptTokens held = prompts[slot];
        return held == null ? 0 : prompt.sharedCount(held, tokenCounts[slot]);
    }

    /// Whether a newcomer with this prompt can take the slot and nothing is lost: it would read the
    /// same tokens again.
    boolean isWithin(int slot, PromptTokens prompt) {
        return tokenCounts[slot] > 0 && sharedCount(slot, prompt) == tokenCounts[slot];
    }

    boolean isUsedBefore(int slot, int other) {
        return lastUses[slot] < lastUses[other];
    }
}
