package dev.sluice.worker.constraint;

import dev.sluice.grammar.Grammar;
import dev.sluice.grammar.automaton.Automaton;
import dev.sluice.grammar.automaton.Configuration;
import dev.sluice.grammar.automaton.TextPlace;
import java.util.Arrays;
import java.util.Map;

/// What each token does inside of a JSON string: stays there, with so many characters begun, or
/// goes beyond. Half of a vocabulary stays, whatever the schema is, so that half is worked out once
/// per tokenizer. Without this each character of a string of limited length would cost a walk over
/// the vocabulary (0.5 ms for fifty thousand tokens, against 10 µs).
///
/// Immutable after construction.
final class StringTokens {
    /// Tokens of more characters are treated as if they went beyond: they are tried byte by byte.
    private static final int CHARACTERS_MAX = 24;

    private static final Map<String, String> ANY_STRING = Map.of("type", "string");

    private final VocabularyTrie trie;

    /// By number of characters: the tokens that stay inside and begin no more.
    private final long[][] staying = new long[CHARACTERS_MAX + 1][];

    /// The others that can begin inside of a string.
    private int[] leaving = new int[0];

    StringTokens(VocabularyTrie trie) {
        this.trie = trie;
        int wordCount = TokenMask.wordCount(trie.vocabularySize());
        for (int count = 0; count <= CHARACTERS_MAX; count++) {
            staying[count] = new long[wordCount];
        }
        sort();
        for (int count = 1; count <= CHARACTERS_MAX; count++) {
            for (int word = 0; word < wordCount; word++) {
                staying[count][word] |= staying[count - 1][word];
            }
        }
    }

    /// Those that stay inside and begin at most so many characters. Not to be changed.
    long[] staying(TextPlace place) {
        return staying[Math.min(place.leftCount(), CHARACTERS_MAX)];
    }

    /// Those to be tried. Not to be changed.
    int[] leaving() {
        return leaving;
    }

    private void sort() {
        Automaton strings = new Automaton(Grammar.ofSchema(ANY_STRING).program(), trie.spellable());
        Configuration inside = strings.step(strings.start(), '"');
        Configuration[] path = new Configuration[trie.depthMax() + 1];
        int[] characters = new int[trie.depthMax() + 1];
        path[0] = inside;
        int[] found = new int[trie.vocabularySize()];
        int foundCount = 0;
        for (int node = 0; node < trie.nodeCount(); ) {
            int depth = trie.depth(node);
            Configuration before = path[depth - 1];
            // Behind the closing mark all is open: the schema decides.
            boolean isBeyond = before.isAccepting();
            strings.beginWork();
            Configuration at = isBeyond ? before : strings.step(before, trie.label(node));
            if (at.isDead()) {
                node = trie.end(node);
                continue;
            }
            path[depth] = at;
            // A character is begun where the one before was whole.
            characters[depth] = characters[depth - 1] + (before.equals(inside) ? 1 : 0);
            boolean mustBeTried = at.isAccepting() || characters[depth] > CHARACTERS_MAX;
            for (int token = trie.token(node); token >= 0; token = trie.twin(token)) {
                if (mustBeTried) {
                    found[foundCount++] = token;
                } else {
                    staying[characters[depth]][token >> 6] |= 1L << token;
                }
            }
            node++;
        }
        leaving = Arrays.copyOf(found, foundCount);
    }
}
