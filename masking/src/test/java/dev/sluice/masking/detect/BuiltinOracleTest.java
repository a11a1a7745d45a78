package dev.sluice.masking.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.masking.RandomTexts;
import dev.sluice.masking.detect.NaiveScan.Part;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Goal: on texts made to confuse them, the built-in detectors find what a hand-written reading in
/// `java.util.regex` finds, and hold back exactly while it says that a match may still come.
class BuiltinOracleTest {

    private static final CompiledDetectors DETECTORS =
            CompiledDetectors.compile(
                    BuiltinDetectors.all().stream().filter(BuiltinOracleTest::hasOracle).toList());

    /// Per seed; `-Dsluice.masking.cases=25000` makes a hundred thousand in all.
    private static final int CASES = Integer.getInteger("sluice.masking.cases", 1_000);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void findsAndHoldsWhatTheOracleSays(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < CASES; i++) {
            // Given
            String text = RandomTexts.plain(random, 40);
            Feed feed = new Feed(DETECTORS);
            int end = random.nextInt(text.length() + 1);

            // When
            feed.append(text.substring(0, end));
            long holdFrom = feed.holdFrom();
            List<Part> settled = feed.parts();
            feed.append(text.substring(end));
            feed.finish();

            // Then
            assertThat(feed.parts()).as(text).isEqualTo(NaiveScan.scan(RegexOracle.ALL, text));
            assertThat(holdFrom)
                    .as("hold after '%s'", text.substring(0, end))
                    .isEqualTo(expectedHold(text.substring(0, end), settled));
        }
    }

    /// The smallest offset, behind the spans reported so far, that a live start or a complete but
    /// undecided match covers.
    private static long expectedHold(String prefix, List<Part> settled) {
        int coveredTo = settled.isEmpty() ? 0 : settled.getLast().end();
        for (int start = 0; start < prefix.length(); start++) {
            int from = start;
            boolean isLive =
                    RegexOracle.ALL.stream().anyMatch(oracle -> oracle.mayMatchFrom(prefix, from));
            if (isLive || completes(prefix, start, coveredTo)) {
                return Math.max(start, coveredTo);
            }
        }
        return prefix.length();
    }

    /// A match from `start` that is certain already: it ends before the last character, or needs no
    /// right boundary.
    private static boolean completes(String prefix, int start, int coveredTo) {
        for (RegexOracle oracle : RegexOracle.ALL) {
            int last = oracle.notBefore().isEmpty() ? prefix.length() : prefix.length() - 1;
            for (int end = Math.max(start, coveredTo) + 1; end <= last; end++) {
                if (oracle.matches(prefix, start, end)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean hasOracle(Detector detector) {
        return RegexOracle.ALL.stream().anyMatch(oracle -> oracle.name().equals(detector.name()));
    }
}
