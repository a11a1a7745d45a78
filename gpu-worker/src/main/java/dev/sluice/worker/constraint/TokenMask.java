package dev.sluice.worker.constraint;

import java.util.Arrays;

/// The tokens that may come next. Immutable.
///
/// Between two properties few are allowed, inside of a string half of all: the few are kept as a
/// list, the many as a bit for each.
final class TokenMask {
    private static final int LIST_MAX = 128;

    private final long[] allowed;
    private final int[] few;
    private final int count;

    /// Bytes that may be missing to the end behind one of them, at most.
    private final int furthest;

    /// The same behind the nearest of the tokens that are left out for being too far from it.
    private final int beyond;

    private TokenMask(long[] allowed, int[] few, int count, int furthest, int beyond) {
        this.allowed = allowed;
        this.few = few;
        this.count = count;
        this.furthest = furthest;
        this.beyond = beyond;
    }

    static int wordCount(int vocabularySize) {
        return (vocabularySize + 63) >> 6;
    }

    /// `allowed` is copied.
    static TokenMask of(long[] allowed, int furthest, int beyond) {
        int count = 0;
        for (long word : allowed) {
            count += Long.bitCount(word);
        }
        return count <= LIST_MAX
                ? new TokenMask(new long[0], list(allowed, count), count, furthest, beyond)
                : new TokenMask(allowed.clone(), new int[0], count, furthest, beyond);
    }

    private static int[] list(long[] allowed, int count) {
        int[] list = new int[count];
        int place = 0;
        for (int word = 0; word < allowed.length; word++) {
            for (long bits = allowed[word]; bits != 0; bits &= bits - 1) {
                list[place++] = (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        return list;
    }

    int count() {
        return count;
    }

    int furthest() {
        return furthest;
    }

    /// Whether it is the mask of a place from which the end may be `limit` bytes away.
    boolean isOf(int limit) {
        return furthest <= limit && limit < beyond;
    }

    int byteCount() {
        return 64 + Long.BYTES * allowed.length + Integer.BYTES * few.length;
    }

    boolean allows(int tokenId) {
        return allowed.length == 0
                ? Arrays.binarySearch(few, tokenId) >= 0
                : ((allowed[tokenId >> 6] >>> tokenId) & 1) != 0;
    }

    /// Leaves those of the mask and `others` as they are, and makes all the rest impossible.
    void apply(float[] logits, int[] others) {
        float[] kept = new float[others.length];
        for (int i = 0; i < others.length; i++) {
            kept[i] = logits[others[i]];
        }
        if (allowed.length == 0) {
            keepFew(logits);
        } else {
            forbid(logits);
        }
        for (int i = 0; i < others.length; i++) {
            logits[others[i]] = kept[i];
        }
    }

    private void keepFew(float[] logits) {
        float[] kept = new float[few.length];
        for (int i = 0; i < few.length; i++) {
            kept[i] = logits[few[i]];
        }
        Arrays.fill(logits, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < few.length; i++) {
            logits[few[i]] = kept[i];
        }
    }

    private void forbid(float[] logits) {
        for (int word = 0; word < allowed.length; word++) {
            int from = word << 6;
            int to = Math.min(from + 64, logits.length);
            if (allowed[word] == 0) {
                Arrays.fill(logits, from, to, Float.NEGATIVE_INFINITY);
            } else if (allowed[word] != -1) {
                forbid(logits, allowed[word], from, to);
            }
        }
    }

    private static void forbid(float[] logits, long word, int from, int to) {
        for (int id = from; id < to; id++) {
            if (((word >>> id) & 1) == 0) {
                logits[id] = Float.NEGATIVE_INFINITY;
            }
        }
    }
}
