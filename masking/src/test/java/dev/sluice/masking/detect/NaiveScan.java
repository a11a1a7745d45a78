package dev.sluice.masking.detect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What the scanner should find, written as the definition reads: try every start and every end,
/// sort all matches by the conflict rule, and take from each what is not covered yet. Quadratic,
/// and shares no code with the scanner.
final class NaiveScan {

    /// Says what is a match; boundaries included.
    interface Language {
        String name();

        int priority();

        boolean matches(String text, int start, int end);
    }

    record Match(Language language, int start, int end) {}

    /// A span as {@link Span} has it.
    record Part(String name, int matchStart, int start, int end) {}

    private static final Comparator<Match> FIRST_WINS =
            Comparator.comparingInt(Match::start)
                    .thenComparing(Match::end, Comparator.reverseOrder())
                    .thenComparing(match -> match.language().priority(), Comparator.reverseOrder())
                    .thenComparing(match -> match.language().name());

    private NaiveScan() {}

    static List<Part> scan(List<? extends Language> languages, String text) {
        List<Part> parts = new ArrayList<>();
        int coveredTo = 0;
        for (Match match : matches(languages, text)) {
            if (match.end() > coveredTo) {
                int start = Math.max(match.start(), coveredTo);
                parts.add(new Part(match.language().name(), match.start(), start, match.end()));
                coveredTo = match.end();
            }
        }
        return parts;
    }

    private static List<Match> matches(List<? extends Language> languages, String text) {
        List<Match> matches = new ArrayList<>();
        for (Language language : languages) {
            for (int start = 0; start < text.length(); start++) {
                for (int end = start + 1; end <= text.length(); end++) {
                    if (language.matches(text, start, end)) {
                        matches.add(new Match(language, start, end));
                    }
                }
            }
        }
        matches.sort(FIRST_WINS);
        return matches;
    }
}
