package dev.sluice.worker.sampling;

import java.util.Arrays;

/// How often each distinct token occurred among a sequence's generated tokens; a prompt token that
/// was not generated is present with count 0. Open addressing, no boxing; at most one entry per
/// token of the context.
final class TokenCounts {
    private static final int EMPTY = -1;
    private static final int HASH_FACTOR = 0x9E3779B9;

    private int[] tokenIds = filled(64);
    private int[] counts = new int[64];
    private int distinctCount;

    /// Marks a prompt token.
    void touch(int tokenId) {
        add(tokenId, 0);
    }

    void increment(int tokenId) {
        add(tokenId, 1);
    }

    int distinctCount() {
        return distinctCount;
    }

    /// Number of places to visit; those where [#tokenIdAt] is negative are free.
    int placeCount() {
        return tokenIds.length;
    }

    int tokenIdAt(int place) {
        return tokenIds[place];
    }

    int countAt(int place) {
        return counts[place];
    }

    private void add(int tokenId, int occurrences) {
        int place = place(tokenId);
        if (tokenIds[place] == EMPTY) {
            tokenIds[place] = tokenId;
            distinctCount++;
        }
        counts[place] += occurrences;
        if (distinctCount * 2 > tokenIds.length) {
            grow();
        }
    }

    private int place(int tokenId) {
        int mask = tokenIds.length - 1;
        int place = ((tokenId * HASH_FACTOR) >>> 8) & mask;
        while (tokenIds[place] != EMPTY && tokenIds[place] != tokenId) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private void grow() {
        int[] oldIds = tokenIds;
        int[] oldCounts = counts;
        tokenIds = filled(oldIds.length * 2);
        counts = new int[tokenIds.length];
        for (int i = 0; i < oldIds.length; i++) {
            if (oldIds[i] != EMPTY) {
                int place = place(oldIds[i]);
                tokenIds[place] = oldIds[i];
                counts[place] = oldCounts[i];
            }
        }
    }

    private static int[] filled(int length) {
        int[] ids = new int[length];
        Arrays.fill(ids, EMPTY);
        return ids;
    }
}
