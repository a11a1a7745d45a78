package dev.sluice.worker.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Which characters of a rendering count as the caller's. The variable `u` is the caller's text;
/// what must be marked stands between `[` and `]` in the expectation.
class TextProvenanceTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 7, 5, 9, 5);

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("<a>{{ u }}<b>", " hi ", "<a>[ hi ]<b>"),
                Arguments.of("<a>{{ u | trim }}<b>", " hi ", "<a>[hi]<b>"),
                Arguments.of("{{ '<a>' + u + '<b>' }}", "hi", "<a>[hi]<b>"),
                Arguments.of("{{ '<a>' ~ u ~ 1 }}", "hi", "<a>[hi]1"),
                Arguments.of("{{ ('<a>' + u)[1:5] }}", "hi", "a>[hi]"),
                Arguments.of("{{ u[1:] }}{{ u[0] }}", "hi", "[i][h]"),
                Arguments.of("{{ u[::-1] }}", "hi", "[ih]"),
                Arguments.of("{{ ('<' + u) | reverse }}", "hi", "[ih<]"),
                Arguments.of("{{ u.split('-') | join('+') }}", "a-b", "[a]+[b]"),
                Arguments.of("{{ u.upper() }}{{ ('x' + u) | upper }}", "hi", "[HI]X[HI]"),
                Arguments.of("{{ u | replace('h', '<') }}", "oho", "[o]<[o]"),
                Arguments.of("{{ 'x-y' | replace('-', u) }}", "hi", "x[hi]y"),
                Arguments.of("{{ {'k': u} | tojson }}", "hi", "{\"k\": [\"hi\"]}"),
                Arguments.of("{{ [u] }}", "hi", "[['hi']]"),
                Arguments.of("{{ u | indent(2) }}", "a\nb", "[a]\n  [b]"),
                Arguments.of("{{ '<%s>' % u }}{{ '<{}>'.format(u) }}", "hi", "<[hi]><[hi]>"),
                Arguments.of("{% set x %}<{{ u }}>{% endset %}{{ x }}", "hi", "<[hi]>"),
                Arguments.of("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(u) }}", "hi", "<[hi]>"),
                Arguments.of("{% for c in u %}{{ c }},{% endfor %}", "hi", "[h],[i],"),
                Arguments.of("{% filter upper %}<{{ u }}>{% endfilter %}", "hi", "<[HI]>"),
                Arguments.of("{{ u | e }}", "a<b", "[a&lt;b]"),
                Arguments.of("{{ u * 2 }}{{ u | center(4) }}", "hi", "[hihi] [hi] "),
                Arguments.of("{{ u if u == 'hi' else '' }}", "hi", "[hi]"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void marksWhatTheCallerWrote(String template, String callerText, String expected) {
        // When
        Text rendered = render(template, callerText);

        // Then
        assertThat(marked(rendered)).isEqualTo(expected.replaceAll("\\]\\[", ""));
    }

    @Test
    void keepsProvenanceOfEveryCharacterThroughConcatenationAndCuts() {
        for (int seed = 0; seed < 300; seed++) {
            // Given
            SplittableRandom random = new SplittableRandom(seed);
            TextBuilder builder = new TextBuilder(new Budget(RenderLimits.DEFAULT));
            StringBuilder oracle = new StringBuilder();
            for (int piece = random.nextInt(6); piece >= 0; piece--) {
                boolean caller = random.nextBoolean();
                String value = (caller ? "c" : "t").repeat(random.nextInt(4));
                builder.append(caller ? Text.ofCaller(value) : Text.ofTemplate(value));
                oracle.append(value);
            }

            // When
            int start = random.nextInt(oracle.length() + 1);
            int end = start + random.nextInt(oracle.length() - start + 1);
            Text cut = builder.toText().substring(start, end);

            // Then
            char[] fromSpans = new char[cut.length()];
            Arrays.fill(fromSpans, 't');
            cut.callerSpans()
                    .forEach(span -> Arrays.fill(fromSpans, span.start(), span.end(), 'c'));
            assertThat(new String(fromSpans))
                    .as("seed " + seed)
                    .isEqualTo(oracle.substring(start, end));
        }
    }

    private static Text render(String template, String callerText) {
        return JinjaTemplate.parse(template)
                .render(Map.of("u", callerText), NOW, RenderLimits.DEFAULT);
    }

    private static String marked(Text text) {
        StringBuilder marked = new StringBuilder(text.value());
        text.callerSpans()
                .reversed()
                .forEach(span -> marked.insert(span.end(), ']').insert(span.start(), '['));
        return marked.toString();
    }
}
