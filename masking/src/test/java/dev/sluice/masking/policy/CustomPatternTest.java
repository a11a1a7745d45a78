package dev.sluice.masking.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.masking.Masker;
import dev.sluice.masking.detect.BuiltinDetectors;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.transform.Keep;
import dev.sluice.masking.transform.Placeholder;
import dev.sluice.masking.transform.Transformation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomPatternTest {
    private static final EntityType BADGE = new EntityType("BADGE");
    private static final String ALPHABET = "abBE-0179_. 员工";

    /// A masker that knows this pattern and shows everything else.
    private static Masker masker(String pattern) throws RefusedPatternException {
        Map<EntityType, Transformation> entities = new HashMap<>();
        BuiltinDetectors.types().forEach(type -> entities.put(type, new Keep()));
        entities.put(BADGE, new Placeholder());
        return Masker.of(
                new MaskingPolicy(
                        entities,
                        Set.of(),
                        Map.of(),
                        List.of(CustomPattern.compile(BADGE, pattern)),
                        Thresholds.DEFAULT));
    }

    /// Where the two readings agree on what a longest match is.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "B-\\d{2,3}",
                "\\bB\\d?E\\b",
                "(?i)be+",
                "B[^a-zB]",
                "员工[0-9]{1,4}",
                "(?:ab){1,3}E",
                "a\\.b\\-E",
                "\\w{3}\\sE",
                "[a\\-_][\\d.]E?",
                "\\u0061.B",
                "(B-){2}7"
            })
    void findsWhatTheUsualEngineFinds(String pattern) throws RefusedPatternException {
        // Given
        Masker masker = masker(pattern);
        Pattern usual = Pattern.compile(pattern);
        SplittableRandom random = new SplittableRandom(1);

        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(16); i > 0; i--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }

            // When
            String masked = masker.maskWhole(text.toString()).text();

            // Then
            assertThat(masked)
                    .as("%s in '%s'", pattern, text)
                    .isEqualTo(usual.matcher(text).replaceAll("\u2039BADGE\u203a"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "(a)\\1 | back-reference \\1",
                "(?<x>a)\\k<x> | (?…)",
                "a(?=b) | look-around",
                "a(?!b) | look-around",
                "(?<=a)b | look-around",
                "(?<!a)b | look-around",
                "B.* | unbounded .*",
                "B.+E | unbounded .+",
                "B.{3,} | unbounded .{3,}",
                "B[^x]* | unbounded",
                "B\\S+ | unbounded",
                "(ab)+ | unbounded",
                "(\\w+\\d+)* | unbounded",
                "a*? | lazy",
                "a++ | possessive",
                "a*{2} | repetition",
                "^a | anchor ^",
                "a$ | anchor $",
                "a\\bc | \\b",
                "\\p{L} | escape \\p",
                "a{2000} | repetition",
                "a{3,2} | {3,2}",
                "(a | ')' missing",
                "a) | closes no group",
                "[a | ']' missing",
                "[z-a] | range",
                "* | repeat",
                "a\\ | '\\' at the end",
                "a? | empty text",
                "x{0} | empty text",
                "(?s)a | (?…)",
                "😀 | basic plane"
            })
    void refusesWhatNoBoundedAutomatonFollowsAndSaysWhy(String pattern, String named) {
        assertThatThrownBy(() -> CustomPattern.compile(BADGE, pattern))
                .isInstanceOf(RefusedPatternException.class)
                .message()
                .contains(named)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[ab]*a[ab]{20}",
                "[ab]*a[ab]{300}",
                "((a{50}){50}){50}",
                "(a?b?c?d?e?f?g?h?i?j?){90}",
                "(([ab]{1,40}a){1,7}b[ab]{1,5}){1,6}"
            })
    void refusesPatternsThatExplodeInBoundedTime(String pattern) {
        // When
        long start = System.nanoTime();
        var refused =
                catchThrowableOfType(
                        RefusedPatternException.class, () -> CustomPattern.compile(BADGE, pattern));

        // Then
        assertThat(refused).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void refusesAPatternThatIsTooLong() {
        assertThatThrownBy(() -> CustomPattern.compile(BADGE, "a".repeat(513)))
                .hasMessage("pattern has 513 characters, allowed are 1 to 512");
    }

    @Test
    void aRunThatHasNoEndIsMaskedPieceByPiece() throws RefusedPatternException {
        // When
        String masked = masker("\\d+").maskWhole("7".repeat(700)).text();

        // Then
        assertThat(masked.replace("\u2039BADGE\u203a", "")).doesNotContain("7");
    }
}
