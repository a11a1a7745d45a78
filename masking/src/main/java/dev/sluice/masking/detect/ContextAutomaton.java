package dev.sluice.masking.detect;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// All context words as one automaton (Aho and Corasick, 1975): one look-up per character, however
/// many words there are. Immutable, shared by all scanners.
///
/// It reads symbols, not characters: letters without case, and one symbol for everything that
/// separates words. Latin words stand between two separators.
final class ContextAutomaton {

    /// Whatever is neither letter nor ideograph.
    static final int SEPARATOR = 0;

    private static final int OTHER_LETTER = 1;
    private static final int OTHER_IDEOGRAPH = 2;
    private static final int FIRST_NAMED = 3;

    /// Sets of words are bits of a `long`.
    private static final int SETS_MAX = 64;

    private static final int ROOT = 0;

    // What a character is if no word has it.
    private static final byte[] KINDS = kinds();

    private final List<ContextWords> sets;
    private final List<String> words = new ArrayList<>();
    private final List<Integer> setOfWord = new ArrayList<>();
    private final Map<Character, Integer> symbols = new HashMap<>();
    private final boolean[] ideographs;
    private final int symbolCount;
    private final int[][] transitions;
    private final int[][] wordsAt;

    ContextAutomaton(Set<ContextWords> used) {
        this.sets = List.copyOf(used);
        if (sets.size() > SETS_MAX) {
            throw new IllegalArgumentException(
                    "%d sets of context words, at most %d".formatted(sets.size(), SETS_MAX));
        }
        sets.forEach(set -> set.words().forEach(word -> add(word, set)));
        this.symbolCount = FIRST_NAMED + symbols.size();
        this.ideographs = new boolean[symbolCount];
        ideographs[OTHER_IDEOGRAPH] = true;
        symbols.forEach((symbol, number) -> ideographs[number] = isIdeograph(symbol));
        Trie trie = new Trie(symbolCount);
        for (int word = 0; word < words.size(); word++) {
            trie.add(spell(words.get(word)), word);
        }
        trie.link();
        this.transitions = trie.transitions.toArray(int[][]::new);
        this.wordsAt =
                trie.wordsAt.stream()
                        .map(found -> found.stream().mapToInt(Integer::intValue).toArray())
                        .toArray(int[][]::new);
    }

    int setCount() {
        return sets.size();
    }

    /// The bit of a set, or none without one.
    long maskOf(@Nullable ContextWords set) {
        return set == null ? 0 : 1L << sets.indexOf(set);
    }

    int symbolOf(char folded) {
        char letter = Character.toLowerCase(folded);
        return symbols.getOrDefault(letter, (int) KINDS[letter]);
    }

    /// Adds every character at which the symbol may change.
    void addCutPoints(BitSet cutPoints) {
        for (int character = 1; character <= Character.MAX_VALUE; character++) {
            if (KINDS[character] != KINDS[character - 1]) {
                cutPoints.set(character);
            }
        }
        for (char symbol : symbols.keySet()) {
            addCutPointsAround(symbol, cutPoints);
            addCutPointsAround(Character.toUpperCase(symbol), cutPoints);
        }
    }

    private static void addCutPointsAround(char symbol, BitSet cutPoints) {
        cutPoints.set(symbol);
        cutPoints.set(symbol + 1);
    }

    boolean isIdeographSymbol(int symbol) {
        return ideographs[symbol];
    }

    int initial() {
        return transitions[ROOT][SEPARATOR];
    }

    int next(int state, int symbol) {
        return transitions[state][symbol];
    }

    /// Words that end in this state.
    int[] wordsAt(int state) {
        return wordsAt[state];
    }

    String word(int word) {
        return words.get(word);
    }

    int setOf(int word) {
        return setOfWord.get(word);
    }

    int windowOf(int set) {
        return sets.get(set).window();
    }

    private void add(String word, ContextWords set) {
        words.add(word);
        setOfWord.add(sets.indexOf(set));
        for (int i = 0; i < word.length(); i++) {
            char lower = Character.toLowerCase(word.charAt(i));
            if (Character.isLetter(lower)) {
                symbols.putIfAbsent(lower, FIRST_NAMED + symbols.size());
            }
        }
    }

    /// A separator stands at each end that is a Latin letter, and between Latin and Chinese, where
    /// the reader of the text puts one as well.
    private int[] spell(String word) {
        List<Integer> spelled = new ArrayList<>();
        int before = SEPARATOR;
        for (int i = 0; i < word.length(); i++) {
            int symbol = symbolOf(word.charAt(i));
            boolean changes = ideographs[before] != ideographs[symbol];
            if (changes || before == SEPARATOR) {
                addSeparator(spelled, ideographs[symbol] && spelled.isEmpty());
            }
            if (symbol == SEPARATOR) {
                addSeparator(spelled, false);
            } else {
                spelled.add(symbol);
            }
            before = symbol;
        }
        addSeparator(spelled, ideographs[before]);
        return spelled.stream().mapToInt(Integer::intValue).toArray();
    }

    private static void addSeparator(List<Integer> spelled, boolean isNeedless) {
        boolean isThere = !spelled.isEmpty() && spelled.getLast() == SEPARATOR;
        if (!isNeedless && !isThere) {
            spelled.add(SEPARATOR);
        }
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[Character.MAX_VALUE + 1];
        for (int character = 0; character < kinds.length; character++) {
            char letter = Character.toLowerCase((char) character);
            if (isIdeograph(letter)) {
                kinds[character] = OTHER_IDEOGRAPH;
            } else if (Character.isLetter(letter)) {
                kinds[character] = OTHER_LETTER;
            }
        }
        return kinds;
    }

    private static boolean isIdeograph(char letter) {
        return Character.isIdeographic(letter)
                || (letter >= '\u3040' && letter <= '\u30ff')
                || (letter >= '\uac00' && letter <= '\ud7a3');
    }

    /// Words letter by letter; {@link #link} completes it to an automaton.
    private static final class Trie {
        private final int symbolCount;
        private final List<int[]> transitions = new ArrayList<>();
        private final List<SequencedSet<Integer>> wordsAt = new ArrayList<>();

        Trie(int symbolCount) {
            this.symbolCount = symbolCount;
            addState();
        }

        void add(int[] spelled, int word) {
            int state = ROOT;
            for (int symbol : spelled) {
                int next = transitions.get(state)[symbol];
                if (next == ROOT) {
                    next = addState();
                    transitions.get(state)[symbol] = next;
                }
                state = next;
            }
            wordsAt.get(state).add(word);
        }

        /// Breadth first: where a word cannot go on, the longest suffix that begins one does.
        void link() {
            int[] suffixes = new int[transitions.size()];
            Queue<Integer> open = new ArrayDeque<>();
            Arrays.stream(transitions.get(ROOT)).filter(s -> s != ROOT).forEach(open::add);
            for (Integer state = open.poll(); state != null; state = open.poll()) {
                int[] row = transitions.get(state);
                int[] suffixRow = transitions.get(suffixes[state]);
                wordsAt.get(state).addAll(wordsAt.get(suffixes[state]));
                for (int symbol = 0; symbol < symbolCount; symbol++) {
                    if (row[symbol] == ROOT) {
                        row[symbol] = suffixRow[symbol];
                    } else {
                        suffixes[row[symbol]] = suffixRow[symbol];
                        open.add(row[symbol]);
                    }
                }
            }
        }

        private int addState() {
            transitions.add(new int[symbolCount]);
            wordsAt.add(new LinkedHashSet<>());
            return transitions.size() - 1;
        }
    }
}
