package dev.sluice.masking.detect;

import org.jspecify.annotations.Nullable;

/// Which context words stand within reach before the current character of one text. Owned by its
/// scanner.
final class ContextTracker {

    /// No words; above it supporting ones (word + 1), below it opposing ones.
    static final int NOTHING = 0;

    private final ContextAutomaton words;
    private final long[] expiries;
    private final int[] lastWords;
    private int state;
    private int previousSymbol = ContextAutomaton.SEPARATOR;
    private long seenCount;
    // Bits of the sets within reach, and the first time that one of them leaves it.
    private long active;
    private long nextExpiry = Long.MAX_VALUE;
    // Those words; absent since they changed.
    private @Nullable WordsInReach inReach = WordsInReach.NONE;

    ContextTracker(ContextAutomaton words) {
        this.words = words;
        this.expiries = new long[words.setCount()];
        this.lastWords = new int[words.setCount()];
        this.state = words.initial();
    }

    /// Takes the current character. Words that end before it count from now on.
    void accept(int symbol) {
        int before = previousSymbol;
        previousSymbol = symbol;
        if (before != ContextAutomaton.SEPARATOR) {
            noteWords();
            if (words.isIdeographSymbol(before) != words.isIdeographSymbol(symbol)
                    || symbol == ContextAutomaton.SEPARATOR) {
                state = words.next(state, ContextAutomaton.SEPARATOR);
                noteWords();
            }
        }
        if (symbol != ContextAutomaton.SEPARATOR) {
            state = words.next(state, symbol);
        }
        if (++seenCount > nextExpiry) {
            expire();
        }
    }

    /// Bits of the sets within reach.
    long active() {
        return active;
    }

    /// The words within reach of a match that begins at the current character.
    WordsInReach inReach() {
        WordsInReach known = inReach;
        if (known == null) {
            known = active == 0 ? WordsInReach.NONE : new WordsInReach(active, lastWords);
            inReach = known;
        }
        return known;
    }

    static Scoring.Evidence evidence(int context) {
        if (context == NOTHING) {
            return Scoring.Evidence.NONE;
        }
        return context > 0 ? Scoring.Evidence.SUPPORTED : Scoring.Evidence.OPPOSED;
    }

    private void noteWords() {
        for (int word : words.wordsAt(state)) {
            int set = words.setOf(word);
            lastWords[set] = word;
            expiries[set] = seenCount + words.windowOf(set);
            nextExpiry = Math.min(nextExpiry, expiries[set]);
            active |= 1L << set;
            inReach = null;
        }
    }

    private void expire() {
        inReach = null;
        nextExpiry = Long.MAX_VALUE;
        for (long left = active; left != 0; left &= left - 1) {
            int set = Long.numberOfTrailingZeros(left);
            if (expiries[set] < seenCount) {
                active &= ~(1L << set);
            } else {
                nextExpiry = Math.min(nextExpiry, expiries[set]);
            }
        }
    }
}
