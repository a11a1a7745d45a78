package dev.sluice.masking.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.masking.detect.NaiveScan.Part;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Goal: the scanner holds back not one character more, and not one less, than any scanner with the
/// same result must. Method: small languages over a small alphabet; every text up to a length; for
/// each prefix, every continuation. What all continuations agree on may be shown, nothing else.
class MinimalHoldTest {

    private static final int TEXT_LENGTH_MAX = 6;
    private static final int CONTINUATION_LENGTH_MAX = 4;

    /// Languages given twice: as detectors, and for `java.util.regex`.
    record Toy(String name, String alphabet, List<ToyLanguage> languages) {
        @Override
        public String toString() {
            return name;
        }
    }

    record ToyLanguage(Detector detector, Pattern pattern) implements NaiveScan.Language {
        @Override
        public String name() {
            return detector.name();
        }

        @Override
        public int priority() {
            return detector.priority();
        }

        @Override
        public boolean matches(String text, int start, int end) {
            String inside = text.substring(start, end);
            return pattern.matcher(inside).matches()
                    && detector.validator().accepts(inside)
                    && isFree(detector.boundaries().notAfter(), text, start - 1)
                    && isFree(detector.boundaries().notBefore(), text, end);
        }

        private static boolean isFree(String forbidden, String text, int offset) {
            return forbidden.isEmpty()
                    || offset < 0
                    || offset >= text.length()
                    || forbidden.indexOf(text.charAt(offset)) < 0;
        }
    }

    static Stream<Toy> toys() {
        return Stream.of(
                new Toy("one word", "ab", List.of(toy("w", "aab", "", "", 1))),
                new Toy("a word and its prefix", "ab", List.of(toy("w", "ab|abab", "", "", 1))),
                new Toy("growing", "ab", List.of(toy("w", "ab{1,3}", "", "", 1))),
                new Toy("with boundaries", "ab", List.of(toy("w", "aa|aaa", "a", "a", 1))),
                new Toy("right boundary", "abc", List.of(toy("w", "ab", "", "c", 1))),
                new Toy(
                        "overlapping",
                        "abc",
                        List.of(toy("x", "aab", "", "", 1), toy("y", "abcc|bc", "", "", 2))),
                new Toy(
                        "the longer one fails",
                        "abc",
                        List.of(toy("x", "ab", "", "", 1), toy("y", "abcab", "", "", 2))),
                new Toy(
                        "one within another",
                        "ab",
                        List.of(toy("x", "abba", "b", "", 1), toy("y", "bb", "", "", 2))),
                new Toy(
                        "equal matches",
                        "ab",
                        List.of(toy("x", "ab{1,2}", "", "b", 1), toy("y", "ab{1,2}", "", "", 2))),
                new Toy("even number of a", "ab", List.of(evenA("w", "[ab]{2,4}", "", ""))),
                new Toy(
                        "validator and boundaries",
                        "abc",
                        List.of(evenA("w", "[ab]{2,3}", "ab", "ab"), toy("y", "bc", "", "", 2))));
    }

    @ParameterizedTest
    @MethodSource("toys")
    void holdsWhatSomeContinuationMasksAndNothingElse(Toy toy) {
        CompiledDetectors detectors =
                CompiledDetectors.compile(
                        toy.languages().stream().map(ToyLanguage::detector).toList());
        Map<String, List<Part>> results = new HashMap<>();
        for (String text : texts(toy.alphabet(), TEXT_LENGTH_MAX)) {
            // Given
            Feed feed = new Feed(detectors);

            // When
            feed.append(text);

            // Then
            int shownTo = decidedTo(toy, text, results);
            assertThat(feed.holdFrom()).as("hold after '%s'", text).isEqualTo(shownTo);
            feed.finish();
            assertThat(feed.parts()).as("spans of '%s'", text).isEqualTo(whole(toy, text, results));
        }
    }

    /// The longest prefix that every continuation treats alike and cuts no span in two.
    private static int decidedTo(Toy toy, String text, Map<String, List<Part>> results) {
        List<List<Part>> futures =
                texts(toy.alphabet(), CONTINUATION_LENGTH_MAX).stream()
                        .map(continuation -> whole(toy, text + continuation, results))
                        .toList();
        for (int offset = text.length(); offset > 0; offset--) {
            if (isDecided(offset, futures)) {
                return offset;
            }
        }
        return 0;
    }

    private static boolean isDecided(int offset, List<List<Part>> futures) {
        List<Part> expected = before(offset, futures.getFirst());
        return futures.stream()
                .allMatch(future ->
                        before(offset, future).equals(expected)
                                && future.stream()
                                        .noneMatch(part ->
                                                part.start() < offset && offset < part.end()));
    }

    private static List<Part> before(int offset, List<Part> parts) {
        return parts.stream().filter(part -> part.end() <= offset).toList();
    }

    private static List<Part> whole(Toy toy, String text, Map<String, List<Part>> results) {
        return results.computeIfAbsent(text, t -> NaiveScan.scan(toy.languages(), t));
    }

    private static List<String> texts(String alphabet, int lengthMax) {
        List<String> texts = new ArrayList<>(List.of(""));
        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (text.length() < lengthMax) {
                alphabet.chars().forEach(c -> texts.add(text + (char) c));
            }
        }
        return texts;
    }

    private static ToyLanguage toy(
            String name, String pattern, String notAfter, String notBefore, int priority) {
        return toy(name, pattern, notAfter, notBefore, priority, Validator.NONE);
    }

    private static ToyLanguage evenA(
            String name, String pattern, String notAfter, String notBefore) {
        Validator even = text -> text.chars().filter(c -> c == 'a').count() % 2 == 0;
        return toy(name, pattern, notAfter, notBefore, 1, even);
    }

    private static ToyLanguage toy(
            String name,
            String pattern,
            String notAfter,
            String notBefore,
            int priority,
            Validator validator) {
        Detector detector =
                Detector.detector(new EntityType("TOY"), name)
                        .pattern(pattern)
                        .notAfter(notAfter)
                        .notBefore(notBefore)
                        .validator(validator)
                        .priority(priority)
                        .build();
        return new ToyLanguage(detector, Pattern.compile(pattern));
    }
}
