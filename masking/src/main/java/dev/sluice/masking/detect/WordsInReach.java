package dev.sluice.masking.detect;

/// The context words that stood before a character: which sets of them (bits), and of each set the
/// last word. Immutable.
final class WordsInReach {

    static final WordsInReach NONE = new WordsInReach(0, new int[0]);

    private final long active;
    private final int[] lastWords;

    WordsInReach(long active, int[] lastWords) {
        this.active = active;
        this.lastWords = lastWords.clone();
    }

    /// What they say about a match that begins there: nothing, or one of the words. See {@link
    /// ContextTracker#evidence}.
    int contextOf(long supporting, long opposing) {
        long supports = active & supporting;
        if (supports != 0) {
            return lastWords[Long.numberOfTrailingZeros(supports)] + 1;
        }
        long opposes = active & opposing;
        return opposes == 0
                ? ContextTracker.NOTHING
                : -lastWords[Long.numberOfTrailingZeros(opposes)] - 1;
    }
}
