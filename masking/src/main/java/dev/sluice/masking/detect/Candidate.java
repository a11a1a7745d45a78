package dev.sluice.masking.detect;

/// A match that is complete, with its context checked, and waits for its turn: an earlier or longer
/// one may still win.
///
/// The conflict rule: leftmost, then longest (an open end is longest), then priority.
final class Candidate {

    private final Detector detector;
    private final long start;
    private final int context;
    private final boolean allowed;
    private long end;
    private boolean open;

    Candidate(Detector detector, long start, long end, int context, boolean allowed) {
        this.detector = detector;
        this.start = start;
        this.context = context;
        this.end = end;
        this.allowed = allowed;
        this.open = detector.shape().openEnded();
    }

    Detector detector() {
        return detector;
    }

    long start() {
        return start;
    }

    long end() {
        return end;
    }

    boolean isAllowed() {
        return allowed;
    }

    boolean isOpen() {
        return open;
    }

    void extendTo(long end) {
        this.end = end;
    }

    void close() {
        open = false;
    }

    boolean isShorterFormOf(Candidate other) {
        return start == other.start && detector.name().equals(other.detector.name());
    }

    boolean comesBefore(Candidate other) {
        return start == other.start
                ? other.isOutrankedBy(detector, end, open)
                : start < other.start;
    }

    /// Whether a match with the same start would come first.
    boolean isOutrankedBy(Detector other, long otherEnd, boolean otherIsOpen) {
        if (otherIsOpen != open) {
            return otherIsOpen;
        }
        if (otherEnd != end) {
            return otherEnd > end;
        }
        if (other.priority() != detector.priority()) {
            return other.priority() > detector.priority();
        }
        return other.name().compareTo(detector.name()) < 0;
    }

    Span toSpan(long coveredTo, ContextAutomaton words) {
        return new Span(
                detector,
                start,
                Math.max(start, coveredTo),
                end,
                ContextTracker.evidence(context),
                context == ContextTracker.NOTHING ? null : words.word(Math.abs(context) - 1),
                allowed,
                open);
    }
}
