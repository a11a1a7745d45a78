package dev.sluice.scheduler.shard;

import dev.sluice.contracts.event.Usage;
import java.util.Arrays;
import java.util.List;

/// What the log holds of one request: what a continuation must go on from. Four bytes a token.
final class TokenHistory {
    private static final int CAPACITY_MIN = 16;
    private static final int[] NONE = {};

    private int promptTokens;
    private int nextIndex;
    private int[] tokenIds = NONE;
    private int tokenCount;

    /// A reader takes an index once and in order.
    boolean isNext(int index) {
        return index == nextIndex;
    }

    void start(int tokensOfPrompt) {
        promptTokens = tokensOfPrompt;
        nextIndex++;
    }

    void add(int tokenId) {
        if (tokenCount == tokenIds.length) {
            tokenIds = Arrays.copyOf(tokenIds, Math.max(CAPACITY_MIN, tokenCount * 2));
        }
        tokenIds[tokenCount++] = tokenId;
        nextIndex++;
    }

    int nextIndex() {
        return nextIndex;
    }

    List<Integer> tokenIds() {
        return Arrays.stream(tokenIds, 0, tokenCount).boxed().toList();
    }

    /// What a worker that goes on from here has to read.
    int tokensToRead() {
        return promptTokens + tokenCount;
    }

    Usage usage() {
        return new Usage(promptTokens, tokenCount);
    }
}
