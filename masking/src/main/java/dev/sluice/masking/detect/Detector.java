package dev.sluice.masking.detect;

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
        int priority,
        Examples examples) {

    /// The language of a detector: `head` (where there is one) followed by one of `patterns`.
    ///
    /// @param openEnded a match has no largest length and is certain as soon as it is reached, so
    ///   that its mask is shown at once and the rest of it swallowed
    public record Shape(@Nullable Head head, List<String> patterns, boolean openEnded) {

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

    /// What must not stand directly beside a match, as the inside of a character class; empty when
    /// anything may. The ends of the text are always fine.
    ///
    /// Why not `\b`: it sees no boundary between a Chinese character and a digit.
    public record Boundaries(String notAfter, String notBefore) {}

    /// What proves a detector, and what it must not be taken in by.
    ///
    /// @param samples texts that are one match from end to end
    /// @param nearMisses texts in which this detector finds nothing
    public record Examples(List<String> samples, List<String> nearMisses) {

        public Examples {
            samples = List.copyOf(samples);
            nearMisses = List.copyOf(nearMisses);
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
        private String notAfter = "";
        private String notBefore = "";
        private Validator validator = Validator.NONE;
        private int priority;
        private List<String> samples = List.of();
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
            this.samples = List.of(samples);
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
                    new Shape(head, patterns, openEnded),
                    new Boundaries(notAfter, notBefore),
                    validator,
                    priority,
                    new Examples(samples, nearMisses));
        }
    }
}
