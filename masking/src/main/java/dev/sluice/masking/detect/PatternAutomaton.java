package dev.sluice.masking.detect;

/// One detector ready to be laid into tables: its language, and what may stand beside a match.
/// Lives only while tables are compiled.
final class PatternAutomaton {

    /// No such state.
    static final int NONE = PatternLanguage.NONE;

    private final Detector detector;
    private final PatternLanguage language;
    private final CharacterSet notAfter;
    private final CharacterSet notBefore;

    PatternAutomaton(Detector detector) {
        this.detector = detector;
        this.notAfter = CharacterSet.of(detector.boundaries().notAfter());
        this.notBefore = CharacterSet.of(detector.boundaries().notBefore());
        this.language =
                KnownLanguages.find(detector.shape())
                        .orElseGet(() -> PatternLanguage.compile(detector.shape()));
        if (language.isAccepting(0)) {
            throw new IllegalArgumentException(detector.name() + " matches the empty text");
        }
    }

    Detector detector() {
        return detector;
    }

    PatternLanguage language() {
        return language;
    }

    CharacterSet notAfter() {
        return notAfter;
    }

    CharacterSet notBefore() {
        return notBefore;
    }

    /// The state of every prefix that lies within the head, or {@link #NONE} without a head. That
    /// one state stands for all of them is what allows the scanner to move a start forward.
    int headState() {
        Detector.Head head = detector.shape().head();
        if (head == null) {
            return NONE;
        }
        int state = NONE;
        for (char symbol : CharacterSet.of(head.first()).members()) {
            state = sameState(state, target(0, symbol));
        }
        for (char symbol : CharacterSet.of(head.rest()).members()) {
            sameState(state, target(state, symbol));
        }
        return state;
    }

    private int target(int state, char symbol) {
        return language.row(state).target(language.classOf(symbol));
    }

    private int sameState(int expected, int actual) {
        if (actual == NONE || (expected != NONE && expected != actual)) {
            throw new IllegalArgumentException(
                    detector.name() + ": the pattern must not begin with a character of its head");
        }
        return actual;
    }
}
