package dev.sluice.worker.constraint;

import dev.sluice.grammar.Grammar;
import dev.sluice.grammar.automaton.Automaton;
import dev.sluice.grammar.automaton.Configuration;
import dev.sluice.grammar.automaton.Distances;
import dev.sluice.grammar.automaton.TextPlace;
import java.util.Arrays;
import java.util.IdentityHashMap;

/// A grammar over one tokenizer's tokens. What it finds out it remembers for all requests of the
/// same grammar, up to [#MASK_BYTES_MAX] of masks, then it begins anew.
///
/// Shared by the engine thread, which samples, and the intake thread, which prepares and replays;
/// so each operation holds a lock, for microseconds as a rule and 20 ms at most.
public final class TokenAutomaton {
    static final int MASK_BYTES_MAX = 2 << 20;

    /// Inside of a string a token may end in half a character or escape, which takes so many bytes
    /// to complete.
    private static final int HALF_CHARACTER_BYTES_MAX = 6;

    private static final int UNLIMITED = Distances.INFINITE - 1;

    private final VocabularyTrie trie;
    private final Automaton automaton;
    private final Configuration start;
    private final IdentityHashMap<Configuration, TokenMask> masks = new IdentityHashMap<>();

    /// Of places near the end: the last one, which as a rule is the next one's too.
    private final IdentityHashMap<Configuration, TokenMask> lateMasks = new IdentityHashMap<>();

    private final long[] scratch;
    private final Configuration[] path;
    private int generation;
    private int maskBytes;

    public TokenAutomaton(Grammar grammar, VocabularyTrie trie) {
        this.trie = trie;
        this.automaton = new Automaton(grammar.program(), trie.spellable());
        this.start = automaton.start();
        this.scratch = new long[TokenMask.wordCount(trie.vocabularySize())];
        this.path = new Configuration[trie.depthMax() + 1];
    }

    /// Whether this tokenizer can write none of the grammar's texts.
    public boolean isImpossible() {
        return start.isDead();
    }

    /// Works out what may come first, so that the engine thread need not.
    ///
    /// @throws dev.sluice.grammar.automaton.AutomatonLimitException if that is too much work
    public void prepare() {
        mask(start, true, Integer.MAX_VALUE);
    }

    /// How often all was forgotten.
    int generation() {
        return automaton.generation();
    }

    Configuration start() {
        return start;
    }

    /// After one more token; `isFirst`: it begins the answer.
    synchronized Configuration after(Configuration from, boolean isFirst, int tokenId) {
        byte[] text = trie.textOf(tokenId);
        automaton.beginWork();
        Configuration at = from;
        for (int i = isFirst && startsWithDroppedSpace(text) ? 1 : 0; i < text.length; i++) {
            at = automaton.step(at, text[i] & 0xFF);
        }
        return at;
    }

    private boolean startsWithDroppedSpace(byte[] text) {
        return trie.dropsFirstSpace() && text.length > 0 && text[0] == ' ';
    }

    /// What may follow with so many tokens left, this one included. Where they are enough to come
    /// to an end byte by byte, only those are allowed behind which the rest is enough again: so an
    /// answer that could end in time always does.
    synchronized TokenMask mask(Configuration at, boolean isFirst, int tokensLeft) {
        boolean dropsSpace = isFirst && trie.dropsFirstSpace();
        int left = tokensLeft - (dropsSpace ? 1 : 0);
        int limit = at.distance() <= left ? left - 1 : UNLIMITED;
        automaton.beginWork();
        if (dropsSpace) {
            return walk(at, true, limit);
        }
        TokenMask mask = remembered(at);
        return mask.isOf(limit) ? mask : late(at, limit);
    }

    /// Why remembered: any text may stand before a call, so that an answer may be at one place for
    /// all of its last tokens, when no call fits any more.
    private TokenMask late(Configuration at, int limit) {
        TokenMask last = lateMasks.get(at);
        if (last != null && last.isOf(limit)) {
            return last;
        }
        TokenMask mask = walk(at, false, limit);
        lateMasks.put(at, mask);
        maskBytes += mask.byteCount() - (last == null ? 0 : last.byteCount());
        return mask;
    }

    private TokenMask remembered(Configuration at) {
        if (generation != automaton.generation() || maskBytes > MASK_BYTES_MAX) {
            masks.clear();
            lateMasks.clear();
            maskBytes = 0;
            generation = automaton.generation();
        }
        TokenMask known = masks.get(at);
        if (known != null) {
            return known;
        }
        TextPlace place = at.textPlace();
        TokenMask mask = place == null ? walk(at, false, UNLIMITED) : inString(at, place);
        masks.put(at, mask);
        maskBytes += mask.byteCount();
        return mask;
    }

    /// Tries all tokens, along the trie.
    private TokenMask walk(Configuration from, boolean dropsSpace, int limit) {
        Arrays.fill(scratch, 0);
        int furthest = 0;
        int beyond = Integer.MAX_VALUE;
        path[0] = from;
        int nodeCount = trie.nodeCount();
        for (int node = 0; node < nodeCount; ) {
            int depth = trie.depth(node);
            int label = trie.label(node);
            boolean isDropped = dropsSpace && depth == 1 && label == ' ';
            Configuration at = isDropped ? from : automaton.step(path[depth - 1], label);
            if (at.isDead()) {
                node = trie.end(node);
                continue;
            }
            path[depth] = at;
            if (trie.token(node) >= 0 && at.distance() <= limit) {
                furthest = Math.max(furthest, at.distance());
                allow(trie.token(node));
            } else if (trie.token(node) >= 0) {
                beyond = Math.min(beyond, at.distance());
            }
            node++;
        }
        return TokenMask.of(scratch, furthest, beyond);
    }

    private void allow(int firstToken) {
        for (int token = firstToken; token >= 0; token = trie.twin(token)) {
            scratch[token >> 6] |= 1L << token;
        }
    }

    private TokenMask inString(Configuration from, TextPlace place) {
        StringTokens strings = trie.stringTokens();
        System.arraycopy(strings.staying(place), 0, scratch, 0, scratch.length);
        int furthest = from.distance() + HALF_CHARACTER_BYTES_MAX;
        for (int token : strings.leaving()) {
            Configuration at = from;
            byte[] text = trie.textOf(token);
            for (int i = 0; i < text.length && !at.isDead(); i++) {
                at = automaton.step(at, text[i] & 0xFF);
            }
            if (!at.isDead()) {
                furthest = Math.max(furthest, at.distance());
                scratch[token >> 6] |= 1L << token;
            }
        }
        return TokenMask.of(scratch, furthest, Integer.MAX_VALUE);
    }
}
