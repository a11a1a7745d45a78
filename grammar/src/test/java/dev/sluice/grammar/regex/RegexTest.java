package dev.sluice.grammar.regex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.grammar.Grammar;
import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.GrammarException.Fault;
import dev.sluice.grammar.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The oracle is `java.util.regex`, over every text of an alphabet up to a length.
class RegexTest {
    private static final String ALPHABET = "ab1-\n\"é";
    private static final int LENGTH_MAX = 4;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "ab",
                "a|b",
                "a*",
                "a+b?",
                "(ab)*",
                "(?:a|b){2}",
                "a{2,}",
                "a{1,3}",
                "[ab]{0,2}1",
                "[^a]",
                ".",
                "..",
                "\\d+",
                "\\w*",
                "\\s",
                "\\S\\D",
                "\\x61",
                "\\u00e9",
                "[a-b\\-]+",
                "[\"é]",
                "(a|ab)(b|1)?",
                "(a*)*b",
                "(a?){3}",
                "^ab$",
                "^a|b$",
                "(^a|b$)",
                "a{,2}",
                "(?<name>a)b",
                "a*?b",
                "[\\n\\d]*",
                "a|",
                "(|a)b",
                "\\-\\.?",
            })
    void matchesWhatJavaMatches(String expression) {
        // Given
        Pattern oracle = Pattern.compile(expression.replace("{,2}", "\\{,2\\}"));

        // When
        List<String> texts = Texts.of(Grammar.ofPattern(expression)).upTo(LENGTH_MAX, ALPHABET);

        // Then
        assertThat(texts).containsExactlyInAnyOrderElementsOf(matches(oracle));
    }

    @Test
    void matchesWhatJavaMatchesForRandomExpressions() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 400; i++) {
            String expression = randomExpression(random, 3);
            List<String> expected = matches(Pattern.compile(expression));
            List<String> texts = texts(expression);
            assertThat(texts)
                    .as("expression %d: %s", i, expression)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static List<String> texts(String expression) {
        try {
            return Texts.of(Grammar.ofPattern(expression)).upTo(LENGTH_MAX, ALPHABET);
        } catch (GrammarException e) {
            assertThat(e.problem()).isEqualTo("no text satisfies it");
            return List.of();
        }
    }

    private static String randomExpression(SplittableRandom random, int depth) {
        String[] atoms = {"a", "b", "1", "[ab]", "[^a]", "\\d", ".", "-", "\\n", "[a-z1]"};
        if (depth == 0) {
            return atoms[random.nextInt(atoms.length)];
        }
        String inner = randomExpression(random, depth - 1);
        return switch (random.nextInt(6)) {
            case 0 -> inner + randomExpression(random, depth - 1);
            case 1 -> "(" + inner + "|" + randomExpression(random, depth - 1) + ")";
            case 2 -> "(" + inner + ")*";
            case 3 ->
                    "(?:" + inner + "){" + random.nextInt(2) + "," + (1 + random.nextInt(3)) + "}";
            case 4 -> "(" + inner + ")?";
            default -> inner;
        };
    }

    private static List<String> matches(Pattern oracle) {
        List<String> found = new ArrayList<>();
        collect("", oracle, found);
        return found;
    }

    private static void collect(String text, Pattern oracle, List<String> found) {
        if (oracle.matcher(text).matches()) {
            found.add(text);
        }
        for (int i = 0; i < ALPHABET.length() && text.length() < LENGTH_MAX; i++) {
            collect(text + ALPHABET.charAt(i), oracle, found);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "^a", "a$", "^a$", "^a|b$", "(^a|b)$", "b|^$", "(a|b1)"})
    void aPatternOfASchemaIsSearchedFor(String expression) {
        // Given
        Pattern oracle = Pattern.compile("(?s).*(?:" + expression + ").*");
        Pattern found = Pattern.compile(expression);
        String alphabet = "ab1";

        // When
        Texts texts = Texts.ofSchema("{'type':'string','pattern':'" + expression + "'}");

        // Then
        List<String> all = Texts.of(Grammar.ofPattern(".*")).upTo(LENGTH_MAX, alphabet);
        assertThat(all).anyMatch(text -> oracle.matcher(text).matches());
        for (String text : all) {
            assertThat(texts.has("\"" + text + "\""))
                    .as("%s in %s", expression, text)
                    .isEqualTo(found.matcher(text).find());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "( INVALID",
                ") INVALID",
                "a) INVALID",
                "[a INVALID",
                "[b-a] INVALID",
                "[\\d-z] INVALID",
                "* INVALID",
                "{2} INVALID",
                "a** INVALID",
                "a{3,2} INVALID",
                "^* INVALID",
                "\\ INVALID",
                "\\xg0 INVALID",
                "\\u{110000} INVALID",
                "[] INVALID",
                "(?=a) UNSUPPORTED",
                "(?!a) UNSUPPORTED",
                "(?<=a) UNSUPPORTED",
                "(?<!a) UNSUPPORTED",
                "(?i)a UNSUPPORTED",
                "(a)\\1 UNSUPPORTED",
                "\\bword UNSUPPORTED",
                "\\p{L} UNSUPPORTED",
                "a++ UNSUPPORTED",
                "a^b UNSUPPORTED",
                "(a$)b UNSUPPORTED",
                "a{10001} TOO_LARGE",
                "(a{1000}){1000} TOO_LARGE",
                "(.*a.{12}){2} TOO_LARGE",
            })
    void refusesWhatItDoesNotKnow(String expression, Fault fault) {
        // When
        GrammarException refusal =
                catchThrowableOfType(GrammarException.class, () -> Grammar.ofPattern(expression));

        // Then
        assertThat(refusal).isNotNull();
        assertThat(refusal.fault()).isEqualTo(fault);
    }

    @Test
    void anExpressionMayBeSoLong() {
        assertThat(Grammar.ofPattern("a".repeat(4_096))).isNotNull();
        GrammarException refusal =
                catchThrowableOfType(
                        GrammarException.class, () -> Grammar.ofPattern("a".repeat(4_097)));
        assertThat(refusal.problem()).isEqualTo("has 4097 characters, allowed are 4096");
    }
}
