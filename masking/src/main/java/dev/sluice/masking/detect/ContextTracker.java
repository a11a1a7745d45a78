package dev.sluice.masking.detect;

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

    boolean isAnyActive() {
        return active != 0;
    }

    /// What the words within reach say about a match that begins at the current character.
    int contextOf(long supporting, long opposing) {
        long supports = active & supporting;
        if (supports != 0) {
            return lastWords[Long.numberOfTrailingZeros(supports)] + 1;
        }
        long opposes = active & opposing;
        return opposes == 0 ? NOTHING : -lastWords[Long.numberOfTrailingZeros(opposes)] - 1;
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
        }
    }

    private void expire() {
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
