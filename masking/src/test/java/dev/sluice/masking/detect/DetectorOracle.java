package dev.sluice.masking.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One detector read the naive way: from every place of a text its automaton is run anew, alone.
/// Shares with the scanner the languages and the context words, and nothing of how threads are
/// kept, merged, bundled and confirmed. Only for text that folding leaves as it is.
final class DetectorOracle {

    /// What begins at one place.
    ///
    /// @param isLive some continuation makes it a match, or completes one
    /// @param matches those that are certain
    record Reading(boolean isLive, List<NaiveMatch> matches) {
        static final Reading NOTHING = new Reading(false, List.of());
    }

    record NaiveMatch(Detector detector, int start, int end) {}

    private final Detector detector;
    private final PatternLanguage language;
    private final @Nullable Pattern notAfter;
    private final @Nullable Pattern notBefore;
    private final long supporting;
    private final long opposing;

    DetectorOracle(Detector detector, ContextAutomaton words) {
        this.detector = detector;
        this.language = new PatternAutomaton(detector).language();
        this.notAfter = oneOf(detector.boundaries().notAfter());
        this.notBefore = oneOf(detector.boundaries().notBefore());
        this.supporting = words.maskOf(detector.scoring().supporting());
        this.opposing = words.maskOf(detector.scoring().opposing());
    }

    /// @param isWhole whether the text ends here, or may go on
    Reading read(String text, int start, WordsInReach words, boolean isWhole) {
        boolean isFree = start == 0 || isNone(notAfter, text.charAt(start - 1));
        if (!isFree || !isSure(words)) {
            return Reading.NOTHING;
        }
        List<NaiveMatch> matches = new ArrayList<>();
        int state = 0;
        for (int end = start; end < text.length(); end++) {
            state = language.row(state).target(language.classOf(text.charAt(end)));
            if (state == PatternLanguage.NONE) {
                return new Reading(false, matches);
            }
            if (language.isAccepting(state) && isCertain(text, start, end + 1, isWhole)) {
                matches.add(match(text, start, end + 1));
            }
        }
        boolean mayGrow = language.row(state).classes().length > 0;
        return new Reading(mayGrow || awaitsNext(text, start, state), matches);
    }

    private boolean isCertain(String text, int start, int end, boolean isWhole) {
        boolean isFree =
                notBefore == null
                        || (end == text.length() ? isWhole : isNone(notBefore, text.charAt(end)));
        return isFree && detector.validator().accepts(text.substring(start, end));
    }

    private boolean awaitsNext(String text, int start, int state) {
        return language.isAccepting(state)
                && notBefore != null
                && detector.validator().accepts(text.substring(start));
    }

    private NaiveMatch match(String text, int start, int end) {
        Detector.Core core = detector.shape().core();
        int length = core == null ? end - start : core.lengthIn(text.substring(start, end));
        return new NaiveMatch(detector, start, start + length);
    }

    private boolean isSure(WordsInReach words) {
        int context = words.contextOf(supporting, opposing);
        double score = detector.scoring().of(ContextTracker.evidence(context));
        return score >= Scoring.THRESHOLD_DEFAULT;
    }

    private static @Nullable Pattern oneOf(String characters) {
        return characters.isEmpty() ? null : Pattern.compile("[" + characters + "]");
    }

    private static boolean isNone(@Nullable Pattern characters, char c) {
        return characters == null || !characters.matcher(String.valueOf(c)).matches();
    }
}
