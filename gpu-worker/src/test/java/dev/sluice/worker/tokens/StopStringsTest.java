package dev.sluice.worker.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopStringsTest {
    @Test
    void findsAStopStringAcrossPieces() {
        // Given
        StopStrings.Matcher matcher = StopStrings.of(List.of("\nUser:")).matcher();
        StringBuilder out = new StringBuilder();

        // When
        boolean first = matcher.append("Hello\nUs", out);
        String afterFirst = out.toString();
        boolean second = matcher.append("er: next", out);

        // Then
        assertThat(first).isFalse();
        assertThat(afterFirst).isEqualTo("Hello");
        assertThat(second).isTrue();
        assertThat(out).hasToString("Hello");
        assertThat(matcher.isStopped()).isTrue();
    }

    @Test
    void releasesWhatWasHeldWhenItCanNoLongerBecomeAStopString() {
        StopStrings.Matcher matcher = StopStrings.of(List.of("abc")).matcher();
        StringBuilder out = new StringBuilder();
        matcher.append("xab", out);
        assertThat(out).hasToString("x");
        matcher.append("d", out);
        assertThat(out).hasToString("xabd");
    }

    @Test
    void givesOutTheHeldTextAtTheEnd() {
        StopStrings.Matcher matcher = StopStrings.of(List.of("abc")).matcher();
        StringBuilder out = new StringBuilder();
        matcher.append("xab", out);
        matcher.flush(out);
        assertThat(out).hasToString("xab");
    }

    @Test
    void takesTheLongestOfSeveralThatEndTogether() {
        StopStrings.Matcher matcher = StopStrings.of(List.of("c", "abc", "bc")).matcher();
        StringBuilder out = new StringBuilder();
        assertThat(matcher.append("xabcx", out)).isTrue();
        assertThat(out).hasToString("x");
    }

    @Test
    void holdsNothingBackWithoutStopStrings() {
        StringBuilder out = new StringBuilder();
        assertThat(StopStrings.NONE.matcher().append("text", out)).isFalse();
        assertThat(out).hasToString("text");
    }

    @Test
    void refusesAnEmptyStopString() {
        assertThatThrownBy(() -> StopStrings.of(List.of("a", "")))
                .hasMessage("a stop string is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "abc", "a😀\uD83Db"})
    void doesInAnyPiecesWhatBruteForceDoesOnTheWhole(String alphabet) {
        for (int seed = 0; seed < 4_000; seed++) {
            // Given
            SplittableRandom random = new SplittableRandom(seed);
            List<String> stops = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                stops.add(text(random, alphabet, 1 + random.nextInt(5)));
            }
            String whole = text(random, alphabet, random.nextInt(25));
            StopStrings.Matcher matcher = StopStrings.of(stops).matcher();
            StringBuilder out = new StringBuilder();

            for (int at = 0; at < whole.length(); ) {
                // When
                int end = Math.min(whole.length(), at + 1 + random.nextInt(4));
                matcher.append(whole.substring(at, end), out);
                at = end;

                // Then
                String seen = whole.substring(0, at);
                assertThat(out)
                        .as("seed %d, stops %s, seen %s", seed, stops, seen)
                        .hasToString(expected(seen, stops, false));
                assertThat(matcher.isStopped()).isEqualTo(firstMatchEnd(seen, stops) >= 0);
            }
            matcher.flush(out);
            assertThat(out).as("seed " + seed).hasToString(expected(whole, stops, true));
        }
    }

    private static String text(SplittableRandom random, String alphabet, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    /// The oracle: look at every end and every stop string.
    private static String expected(String seen, List<String> stops, boolean atEnd) {
        int end = firstMatchEnd(seen, stops);
        if (end >= 0) {
            String upTo = seen.substring(0, end);
            int longest =
                    stops.stream()
                            .filter(upTo::endsWith)
                            .mapToInt(String::length)
                            .max()
                            .orElseThrow();
            return upTo.substring(0, end - longest);
        }
        return atEnd ? seen : seen.substring(0, seen.length() - heldLength(seen, stops));
    }

    private static int firstMatchEnd(String seen, List<String> stops) {
        for (int end = 0; end <= seen.length(); end++) {
            String upTo = seen.substring(0, end);
            if (stops.stream().anyMatch(upTo::endsWith)) {
                return end;
            }
        }
        return -1;
    }

    private static int heldLength(String seen, List<String> stops) {
        for (int length = seen.length(); length > 0; length--) {
            String suffix = seen.substring(seen.length() - length);
            if (stops.stream().anyMatch(stop -> stop.startsWith(suffix))) {
                return length;
            }
        }
        return 0;
    }
}
