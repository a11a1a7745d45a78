package dev.sluice.grammar.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.grammar.Grammar;
import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.GrammarException.Fault;
import dev.sluice.grammar.Texts;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CallGrammarTest {
    private static final String CITY =
            "{'type':'object','properties':{'city':{'$ref':'#/$defs/c'}},'required':['city'],"
                    + "'$defs':{'c':{'type':'string','maxLength':9}}}";
    private static final List<Function> FUNCTIONS =
            List.of(
                    new Function("get_weather", Texts.json(CITY), "tools[0]"),
                    new Function("get_time", Texts.json("{'type':'object','properties':{}}"), ""));
    private static final String WEATHER =
            call("{'name': 'get_weather', 'arguments': {'city':'Ulm'}}");
    private static final String TIME = call("{'name': 'get_time', 'arguments': {}}");

    private static String call(String json) {
        return "<tool_call>\n" + json.replace('\'', '"') + "\n</tool_call>";
    }

    @ParameterizedTest
    @EnumSource
    void allowsAsManyCallsAsTheRuleSays(CallRule rule) {
        // When
        Texts texts = Texts.of(Grammar.ofCalls(ToolCallForm.HERMES, FUNCTIONS, rule));

        // Then
        assertThat(texts.has("")).isEqualTo(!rule.isRequired());
        assertThat(texts.has("Let me see.")).isEqualTo(!rule.isRequired());
        assertThat(texts.has("1 < 2, <tool_calls> é")).isEqualTo(!rule.isRequired());
        assertThat(texts.has("I will.\n" + TIME)).isEqualTo(!rule.isRequired());
        assertThat(texts.has(WEATHER)).isTrue();
        assertThat(texts.has(WEATHER + "\n" + TIME)).isEqualTo(rule.isParallel());
        assertThat(texts.has(String.join("\n", List.of(TIME, WEATHER, TIME))))
                .isEqualTo(rule.isParallel());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'name': 'get_rain', 'arguments': {}}",
                "{'name': 'get_time', 'arguments': {'city':'Ulm'}}",
                "{'name': 'get_weather', 'arguments': {}}",
                "{'name': 'get_weather', 'arguments': {'city':'Ulm upon Danube'}}",
                "{'name': 'get_weather', 'arguments': {'city':5}}",
                "{'name':'get_time','arguments':{}}",
                "{'name': 'get_time'}",
                "[]",
            })
    void refusesAnyOtherCall(String json) {
        for (CallRule rule : CallRule.values()) {
            Texts texts = Texts.of(Grammar.ofCalls(ToolCallForm.HERMES, FUNCTIONS, rule));
            assertThat(texts.has(call(json))).as(rule.name()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingButCallsFollowsACall(CallRule rule) {
        Texts texts = Texts.of(Grammar.ofCalls(ToolCallForm.HERMES, FUNCTIONS, rule));
        assertThat(texts.has(TIME + "\nDone.")).isFalse();
        assertThat(texts.has(TIME + TIME)).isFalse();
        assertThat(texts.has(TIME + "\n")).isFalse();
    }

    @Test
    void thereIsALastCall() {
        // Given
        Texts texts = Texts.of(Grammar.ofCalls(ToolCallForm.HERMES, FUNCTIONS, CallRule.SEVERAL));
        List<String> calls = java.util.Collections.nCopies(CallCompiler.CALL_COUNT_MAX, TIME);

        // Then
        assertThat(texts.has(String.join("\n", calls))).isTrue();
        assertThat(texts.has(String.join("\n", calls) + "\n" + TIME)).isFalse();
    }

    /// A tag that begins like its own end, against a search in all small texts.
    @Test
    void textIsFreeUpToTheTag() {
        // Given
        var form = new ToolCallForm("small", "aabaac", "aabaac(", ",", ")\n", ";", "", "", "");
        var one = new Function("f", Texts.json("{'const':1}"), "");
        Pattern expected = Pattern.compile("(?s)((?!aabaac).)*(aabaac\\(f,1\\)\n)?");

        // When
        Texts texts = Texts.of(Grammar.ofCalls(form, List.of(one), CallRule.MAYBE_ONE));

        // Then
        assertThat(texts.upTo(9, "abc"))
                .hasSizeGreaterThan(25_000)
                .allMatch(text -> expected.matcher(text).matches());
        long free = everyText(9).stream().filter(text -> !text.contains("aabaac")).count();
        assertThat(texts.upTo(9, "abc")).hasSize((int) free);
        assertThat(texts.has("aabaabaac(f,1)\n")).isTrue();
        assertThat(texts.has("aabaaabaac(f,1)\n")).isTrue();
        assertThat(texts.has("aabaac(f,1)")).isFalse();
        assertThat(texts.has("aabaacaabaac(f,1)\n")).isFalse();
    }

    private static List<String> everyText(int lengthMax) {
        List<String> all = new java.util.ArrayList<>(List.of(""));
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).length() < lengthMax) {
                for (String letter : List.of("a", "b", "c")) {
                    all.add(all.get(i) + letter);
                }
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'properties':{'a':{'not':{}}}} | tools[1].properties.a.not | UNSUPPORTED",
                "{'type':'integer','minimum':3,'maximum':2} | tools[1] | INVALID",
                "{'enum':[]} | tools[1].enum | INVALID",
                "5 | tools[1] | INVALID",
            })
    void aFunctionThatNobodyCouldCallIsNamed(String parameters, String path, Fault fault) {
        // Given
        List<Function> functions =
                List.of(
                        FUNCTIONS.getFirst(),
                        new Function("bad", Texts.json(parameters), "tools[1]"));

        // When
        GrammarException refused =
                catchThrowableOfType(
                        GrammarException.class,
                        () -> Grammar.ofCalls(ToolCallForm.HERMES, functions, CallRule.MAYBE_ONE));

        // Then
        assertThat(refused.path()).isEqualTo(path);
        assertThat(refused.fault()).isEqualTo(fault);
    }

    @Test
    void aRecordNamesItsForm() {
        assertThat(ToolCallForm.named("hermes")).contains(ToolCallForm.HERMES);
        assertThat(ToolCallForm.named("of a later version")).isEmpty();
    }
}
