package dev.sluice.masking.detect;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One way to recognise one kind of personal data. A detector is data: the language it matches,
/// what may stand beside a match, a check, and examples that prove it.
///
/// Patterns are regular expressions in the syntax of `dk.brics.automaton`: `[...]`, `|`, `?`, `*`,
/// `+`, `{n,m}`, `.`, `&` (intersection), `~` (complement) and `\` before any other character; no
/// `\d`. They are matched against folded text ({@link Folding}).
///
/// @param name unique among detectors; several detectors may share a type
/// @param priority decides between two matches of equal start and length; higher wins
public record Detector(
        EntityType type,
        String name,
        Shape shape,
        Boundaries boundaries,
        Validator validator,
        Scoring scoring,
        int priority,
        Examples examples) {

    /// The language of a detector: `head` (where there is one) followed by one of `patterns`.
    ///
    /// @param openEnded a match has no largest length and is certain as soon as it is reached, so
    ///   that its mask is shown at once and the rest of it swallowed
    /// @param core what of a match is masked, if not all of it
    public record Shape(
            @Nullable Head head, List<String> patterns, boolean openEnded, @Nullable Core core) {

        public Shape {
            patterns = List.copyOf(patterns);
        }
    }

    /// A run of characters that only the rest of the pattern makes meaningful, such as the local
    /// part before `@`: one of `first`, then any of `rest`, at most `lengthMax` in all (counted in
    /// characters of the original text). In a longer run the last `lengthMax` characters count.
    ///
    /// Why not a plain pattern: every place in the run could begin a match, and the automaton would
    /// have to keep them all. With a head it keeps one, which is the earliest that still counts.
    ///
    /// @param first inside of a character class, such as `A-Z0-9`
    /// @param rest the same; the rest of the pattern must not begin with one of these
    public record Head(String first, String rest, int lengthMax) {}

    /// The part of a match that is the value; behind it stands what makes it one, such as `先生`
    /// behind a name or ` office` behind a number.
    @FunctionalInterface
    public interface Core {

        /// How many characters of `folded` (the match after {@link Folding}) belong to the value;
        /// at least one.
        int lengthIn(String folded);
    }

    /// What must not stand directly beside a match, as the inside of a character class; empty when
    /// anything may. The ends of the text are always fine.
    ///
    /// Why not `\b`: it sees no boundary between a Chinese character and a digit.
    public record Boundaries(String notAfter, String notBefore) {}

    /// What proves a detector, and what it must not be taken in by.
    ///
    /// @param marked texts with one match each
    /// @param nearMisses texts in which this detector finds nothing
    public record Examples(List<Sample> marked, List<String> nearMisses) {

        public Examples {
            marked = List.copyOf(marked);
            nearMisses = List.copyOf(nearMisses);
        }

        /// The texts alone.
        public List<String> samples() {
            return marked.stream().map(Sample::text).toList();
        }
    }

    /// A text and where in it the match is.
    public record Sample(String text, int start, int end) {

        private static final char START = '⟦';
        private static final char END = '⟧';

        /// @param marked a text with `⟦` and `⟧` around the match, or one that is a match as a
        ///   whole
        static Sample of(String marked) {
            int start = marked.indexOf(START);
            if (start < 0) {
                return new Sample(marked, 0, marked.length());
            }
            int end = marked.indexOf(END) - 1;
            return new Sample(marked.replaceAll("[⟦⟧]", ""), start, end);
        }
    }

    public Detector {
        boolean unconditional =
                boundaries.notBefore().isEmpty() && validator.equals(Validator.NONE);
        if (shape.openEnded() && !unconditional) {
            throw new IllegalArgumentException(
                    name + ": an open-ended match can have no validator and no right boundary");
        }
        if (shape.head() != null && !boundaries.notAfter().isEmpty()) {
            throw new IllegalArgumentException(name + ": a head can have no left boundary");
        }
        if (shape.openEnded() && shape.core() != null) {
            throw new IllegalArgumentException(name + ": an open-ended match has no core");
        }
    }

    /// A detector that no catalogue has: of a policy's own type, or of a form of ours.
    public static Detector of(
            EntityType type, String name, Boundaries boundaries, int priority, String pattern) {
        return detector(type, name)
                .pattern(pattern)
                .notAfter(boundaries.notAfter())
                .notBefore(boundaries.notBefore())
                .priority(priority)
                .build();
    }

    static Builder detector(EntityType type, String name) {
        return new Builder(type, name);
    }

    boolean hasValidator() {
        return !validator.equals(Validator.NONE);
    }

    boolean hasRightBoundary() {
        return !boundaries.notBefore().isEmpty();
    }

    /// Collects the parts of a detector under their names; a catalogue entry reads as a table row.
    static final class Builder {
        private final EntityType type;
        private final String name;
        private @Nullable Head head;
        private List<String> patterns = List.of();
        private boolean openEnded;
        private @Nullable Core core;
        private Scoring scoring = Scoring.FIXED;
        private String notAfter = "";
        private String notBefore = "";
        private Validator validator = Validator.NONE;
        private int priority;
        private List<Sample> samples = List.of();
        private List<String> nearMisses = List.of();

        private Builder(EntityType type, String name) {
            this.type = type;
            this.name = name;
        }

        Builder head(String first, String rest, int lengthMax) {
            this.head = new Head(first, rest, lengthMax);
            return this;
        }

        /// The alternatives of the pattern. Many short ones compile faster than one long one.
        Builder pattern(String... alternatives) {
            this.patterns = List.of(alternatives);
            return this;
        }

        Builder openEnded() {
            this.openEnded = true;
            return this;
        }

        Builder core(Core core) {
            this.core = core;
            return this;
        }

        /// Only behind such words.
        Builder behind(ContextWords words) {
            return scored(0.3).raisedTo(0.85, words);
        }

        Builder scored(double base) {
            this.scoring = new Scoring(base, null, base, null, base);
            return this;
        }

        Builder raisedTo(double score, ContextWords words) {
            this.scoring =
                    new Scoring(
                            scoring.base(), words, score, scoring.opposing(), scoring.opposed());
            return this;
        }

        Builder loweredTo(double score, ContextWords words) {
            this.scoring =
                    new Scoring(
                            scoring.base(),
                            scoring.supporting(),
                            scoring.supported(),
                            words,
                            score);
            return this;
        }

        Builder notAfter(String characters) {
            this.notAfter = characters;
            return this;
        }

        Builder notBefore(String characters) {
            this.notBefore = characters;
            return this;
        }

        Builder validator(Validator validator) {
            this.validator = validator;
            return this;
        }

        Builder priority(int priority) {
            this.priority = priority;
            return this;
        }

        Builder samples(String... samples) {
            this.samples = Arrays.stream(samples).map(Sample::of).toList();
            return this;
        }

        Builder nearMisses(String... nearMisses) {
            this.nearMisses = List.of(nearMisses);
            return this;
        }

        Detector build() {
            return new Detector(
                    type,
                    name,
                    new Shape(head, patterns, openEnded, core),
                    new Boundaries(notAfter, notBefore),
                    validator,
                    scoring,
                    priority,
                    new Examples(samples, nearMisses));
        }
    }
}
