package dev.sluice.worker.chat.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RenderLimitsTest {
    private static final LocalDateTime NOW = LocalDateTime.of(2026, 7, 5, 9, 5);
    private static final RenderLimits SMALL = new RenderLimits(100, 1_000, 20, 12);

    /// Small enough that running into them takes no time.
    private static final RenderLimits TIGHT = new RenderLimits(100_000, 1_000_000, 20_000, 300);

    @Test
    void buildsTextUpToTheLimitAndNotOneCharacterMore() {
        assertThat(render("{{ 'x' }}".repeat(50) + "y".repeat(50), SMALL)).hasSize(100);
        assertThatThrownBy(() -> render("{{ 'x' }}".repeat(50) + "y".repeat(51), SMALL))
                .isInstanceOf(JinjaException.class)
                .hasMessage("line 1: the template builds a text longer than 100 characters");
    }

    @Test
    void buildsTextInAllUpToTheLimitAndNotOneCharacterMore() {
        // Five times 50 characters in variables, and the output.
        String fill = "{% set x = y ~ 'x' %}".repeat(4);
        RenderLimits limits = new RenderLimits(1_000, 250, 20, 12);
        Map<String, Object> variables = Map.of("y", "y".repeat(49));
        assertThat(render(fill + "{{ x }}", variables, limits)).hasSize(50);
        assertThatThrownBy(() -> render(fill + "{{ x }}.", variables, limits))
                .hasMessage("line 1: the template builds more than 250 characters of text");
    }

    @Test
    void loopsUpToTheLimitAndNotOnceMore() {
        assertThat(render("{% for x in l %}{% endfor %}", Map.of("l", "x".repeat(20)), SMALL))
                .isEmpty();
        assertThatThrownBy(() ->
                        render(
                                "\n{% for x in l %}{% endfor %}",
                                Map.of("l", "x".repeat(21)), SMALL))
                .hasMessage("line 2: the template needs more than 20 loop steps");
    }

    @Test
    void nestsUpToTheLimitAndNotOnceMore() {
        assertThat(render("{{ " + "not ".repeat(11) + "x }}", SMALL)).isEqualTo("True");
        assertThatThrownBy(() -> render("{{ " + "not ".repeat(12) + "x }}", SMALL))
                .hasMessage("line 1: expressions and macro calls nest deeper than 12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 'x' * 100000000000 }}",
                "{{ [1] * 100000000000 }}",
                "{{ [] * 100000000000 }}",
                "{% for x in range(100000000000) %}{% endfor %}",
                "{{ '%9999s' % 'x' * 9999 * 9999 }}",
                "{{ 'x'.center(2000000000) }}",
                "{% set ns = namespace(s='x') %}{% for i in range(100) %}{% set ns.s = ns.s ~ ns.s"
                        + " %}{% endfor %}",
                "{% set ns = namespace(s='x') %}{% for i in range(100) %}"
                        + "{% set ns.s = ns.s.replace('x', 'xx') %}{% endfor %}",
                "{% set ns = namespace(s=[1]) %}{% for i in range(100) %}{% set ns.s = ns.s + ns.s"
                        + " %}{% endfor %}",
                "{% set ns = namespace(s=[1]) %}{% for i in range(100) %}{% set ns.s = [ns.s, ns.s]"
                        + " %}{% endfor %}{{ ns.s }}",
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% macro m(x) %}{{ m(x) ~ m(x) }}{% endmacro %}{{ m(1) }}",
                "{{ 10 ** 10 ** 10 }}",
                "{% set ns = namespace(s=[1], t=[1]) %}{% for i in range(100) %}{% set ns.s ="
                    + " [ns.s, ns.s] %}{% set ns.t = [ns.t, ns.t] %}{% endfor %}{{ ns.s == ns.t }}",
                "{% set ns = namespace(s=[1], t=[1]) %}{% for i in range(4000) %}{% set ns.s ="
                        + " [ns.s] %}{% set ns.t = [ns.t] %}{% endfor %}{{ ns.s < ns.t }}",
                "{% set ns = namespace(s=[1]) %}{% for i in range(4000) %}{% set ns.s = [ns.s] %}"
                        + "{% endfor %}{{ {ns.s: 1} }}",
                "{% set s = 'x' * 90000 %}{% for i in range(9999) %}{{ 'y' in s }}{% endfor %}",
                "{% set l = range(9999) %}{% for i in l %}{{ -1 in l }}{% endfor %}"
            })
    void endsTemplatesThatWouldRunAway(String template) {
        assertThatThrownBy(() -> render(template, TIGHT))
                .isInstanceOf(JinjaException.class)
                .hasMessageContaining("line 1");
    }

    @Test
    void refusesSourceThatNestsDeeperThanTheParserMayRecurse() {
        String deep = "{{ " + "(".repeat(5000) + "1" + ")".repeat(5000) + " }}";
        assertThatThrownBy(() -> JinjaTemplate.parse(deep))
                .isInstanceOf(JinjaException.class)
                .hasMessageContaining("nests deeper than");
        assertThatThrownBy(() -> JinjaTemplate.parse("{% if x %}".repeat(5000)))
                .isInstanceOf(JinjaException.class)
                .hasMessageContaining("nests deeper than");
    }

    @Test
    void refusesAVariableThatNestsTooDeep() {
        Object value = "x";
        for (int i = 0; i < 200; i++) {
            value = java.util.List.of(value);
        }
        Object nested = value;
        assertThatThrownBy(() -> render("{{ v }}", Map.of("v", nested), RenderLimits.DEFAULT))
                .hasMessageContaining("a variable nests deeper than 100");
    }

    @Test
    void namesTheLineOfTheInnermostFailure() {
        assertThatThrownBy(() ->
                        render(
                                "a\n{% if true %}\n\n  {{ x.y }}\n{% endif %}",
                                RenderLimits.DEFAULT))
                .hasMessage("line 4: 'x' is undefined");
        assertThatThrownBy(() -> JinjaTemplate.parse("a\n\n{% for x in %}"))
                .hasMessage("line 3: expected an expression, found '%}'");
    }

    private static String render(String template, RenderLimits limits) {
        return render(template, Map.of(), limits);
    }

    private static String render(
            String template, Map<String, Object> variables, RenderLimits limits) {
        return JinjaTemplate.parse(template).render(variables, NOW, limits).value();
    }
}
