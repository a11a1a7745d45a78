package dev.sluice.worker.constraint;

import dev.sluice.grammar.automaton.ByteSet;
import dev.sluice.worker.tokens.TokenBytes;
import java.util.Arrays;
import java.util.Comparator;

/// A vocabulary's tokens as a tree of their bytes, laid out in preorder: what begins in the same
/// way is tried once, and what cannot go on is left in one jump. Immutable, shared by all threads.
///
/// Special tokens give no text and are not in it, and neither are ids without bytes.
public final class VocabularyTrie {
    private static final int NONE = -1;

    private final int vocabularySize;
    private final boolean dropsFirstSpace;
    private final byte[][] texts;
    private final byte[] labels;
    private final short[] depths;
    private final int[] ends;

    /// By node: a token whose text ends there, or [#NONE].
    private final int[] tokens;

    /// By token: the next one with the same text, or [#NONE].
    private final int[] twins;

    private final ByteSet spellable;
    private final StringTokens stringTokens;
    private int depthMax;

    private VocabularyTrie(TokenBytes bytes, int vocabularySize) {
        this.vocabularySize = vocabularySize;
        this.dropsFirstSpace = bytes.dropsFirstSpace();
        this.texts = texts(bytes, vocabularySize);
        Integer[] order = order(texts);
        int nodeCount = nodeCount(order);
        labels = new byte[nodeCount];
        depths = new short[nodeCount];
        ends = new int[nodeCount];
        tokens = new int[nodeCount];
        twins = new int[vocabularySize];
        Arrays.fill(tokens, NONE);
        Arrays.fill(twins, NONE);
        build(order);
        spellable = singleBytes();
        stringTokens = new StringTokens(this);
    }

    /// Takes a tenth of a second for fifty thousand tokens.
    ///
    /// @param vocabularySize logits in a row; tokens beyond are not the model's
    public static VocabularyTrie of(TokenBytes bytes, int vocabularySize) {
        return new VocabularyTrie(bytes, vocabularySize);
    }

    private static byte[][] texts(TokenBytes bytes, int vocabularySize) {
        byte[][] texts = new byte[vocabularySize][];
        for (int id = 0; id < vocabularySize; id++) {
            boolean isLong = bytes.byteCount(id) > Short.MAX_VALUE;
            texts[id] = bytes.isSpecial(id) || isLong ? new byte[0] : bytes.bytes(id);
        }
        return texts;
    }

    /// The tokens that have a text, in order of it.
    private static Integer[] order(byte[][] texts) {
        Comparator<Integer> byText = (a, b) -> Arrays.compareUnsigned(texts[a], texts[b]);
        Integer[] ids = new Integer[texts.length];
        Arrays.setAll(ids, id -> id);
        return Arrays.stream(ids)
                .filter(id -> texts[id].length > 0)
                .sorted(byText.thenComparing(Comparator.naturalOrder()))
                .toArray(Integer[]::new);
    }

    private int nodeCount(Integer[] order) {
        int count = 0;
        byte[] before = {};
        for (int id : order) {
            count += texts[id].length - common(before, texts[id]);
            before = texts[id];
        }
        return count;
    }

    private static int common(byte[] left, byte[] right) {
        int mismatch = Arrays.mismatch(left, right);
        return mismatch < 0 ? left.length : mismatch;
    }

    private void build(Integer[] order) {
        byte[] before = {};
        int node = 0;
        int[] open = new int[Short.MAX_VALUE + 1];
        for (int id : order) {
            byte[] text = texts[id];
            int shared = common(before, text);
            close(open, shared, before.length, node);
            for (int depth = shared; depth < text.length; depth++) {
                labels[node] = text[depth];
                depths[node] = (short) (depth + 1);
                open[depth] = node++;
            }
            int last = open[text.length - 1];
            twins[id] = tokens[last];
            tokens[last] = id;
            depthMax = Math.max(depthMax, text.length);
            before = text;
        }
        close(open, 0, before.length, node);
    }

    private void close(int[] open, int from, int to, int end) {
        for (int depth = from; depth < to; depth++) {
            ends[open[depth]] = end;
        }
    }

    private ByteSet singleBytes() {
        ByteSet single = ByteSet.NONE;
        for (byte[] text : texts) {
            if (text.length == 1) {
                single = single.or(ByteSet.of(text[0] & 0xFF));
            }
        }
        return single;
    }

    int vocabularySize() {
        return vocabularySize;
    }

    /// Decoding takes a space off the beginning of an answer.
    boolean dropsFirstSpace() {
        return dropsFirstSpace;
    }

    /// The bytes that are a token alone: with them any text of them can be written to its end.
    ByteSet spellable() {
        return spellable;
    }

    StringTokens stringTokens() {
        return stringTokens;
    }

    byte[] textOf(int tokenId) {
        return tokenId >= 0 && tokenId < texts.length ? texts[tokenId] : new byte[0];
    }

    int nodeCount() {
        return labels.length;
    }

    int depthMax() {
        return depthMax;
    }

    int label(int node) {
        return labels[node] & 0xFF;
    }

    /// Bytes up to and with this node.
    int depth(int node) {
        return depths[node];
    }

    /// The first node behind this one's subtree.
    int end(int node) {
        return ends[node];
    }

    /// A token that ends at a node; more with [#twin]. Negative for none.
    int token(int node) {
        return tokens[node];
    }

    int twin(int tokenId) {
        return twins[tokenId];
    }
}
