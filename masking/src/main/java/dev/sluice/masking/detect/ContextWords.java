package dev.sluice.masking.detect;

import java.util.List;

/// Words that tell what the number behind them is. They count for a match that begins within
/// `window` characters behind the end of one of them.
///
/// Only what stands to the left counts: it is known when a match begins, so it never delays a
/// character. What stands to the right is part of a detector's pattern ({@link Detector.Core}).
///
/// Words are read without regard to case. A word of Latin letters must not touch another letter;
/// between its parts any other characters may stand (`e-mail` is `e mail`). A Chinese word may
/// stand anywhere.
///
/// @param name unique among the sets in use
/// @param window how many characters behind a word's last one a match may begin; 1 is directly
///   behind it
public record ContextWords(String name, int window, List<String> words) {

    public ContextWords {
        words = List.copyOf(words);
        if (window < 1 || words.isEmpty()) {
            throw new IllegalArgumentException(name + ": needs a window and words");
        }
    }

    static ContextWords within(int window, String name, String... words) {
        return new ContextWords(name, window, List.of(words));
    }
}
