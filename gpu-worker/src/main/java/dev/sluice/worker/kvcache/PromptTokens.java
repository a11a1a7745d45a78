package dev.sluice.worker.kvcache;

import java.util.Arrays;

/// A prompt as the cache knows it: its tokens, and on whose behalf they are read. Immutable; holds
/// a prompt, so its text shows the size only.
///
/// Why a scope: a first token that comes early tells that somebody has sent this prompt before.
/// Prompts of different scopes therefore share nothing.
public final class PromptTokens {
    private final String scope;
    private final int[] tokens;

    public PromptTokens(String scope, int[] tokens) {
        this.scope = scope;
        this.tokens = tokens.clone();
    }

    public int count() {
        return tokens.length;
    }

    /// How many tokens both begin with, of the other one's first `otherCount`.
    int sharedCount(PromptTokens other, int otherCount) {
        if (!scope.equals(other.scope)) {
            return 0;
        }
        int most = Math.min(tokens.length, otherCount);
        int mismatch = Arrays.mismatch(tokens, 0, most, other.tokens, 0, most);
        return mismatch < 0 ? most : mismatch;
    }

    @Override
    public String toString() {
        return "PromptTokens[count=" + tokens.length + "]";
    }
}
