package dev.sluice.worker.constraint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.grammar.Grammar;
import dev.sluice.grammar.call.CallRule;
import dev.sluice.grammar.call.Function;
import dev.sluice.grammar.call.ToolCallForm;
import dev.sluice.worker.sampling.Sampler;
import dev.sluice.worker.sampling.SamplingParameters;
import dev.sluice.worker.sampling.SamplingWorkspace;
import dev.sluice.worker.tokens.AnswerText;
import dev.sluice.worker.tokens.StopStrings;
import dev.sluice.worker.tokens.TokenBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Answers as the engine thread samples them, from logits that know nothing of JSON, at temperature
/// 1.5. The oracle is a validator of others.
///
/// `-Dsluice.constraint.schemas=1000` tries as many schemas.
class ConstrainedAnswersTest {
    private static final TokenBytes BYTES = Vocabularies.byteLevel();
    private static final VocabularyTrie TRIE = VocabularyTrie.of(BYTES, BYTES.size());
    private static final SamplingWorkspace WORKSPACE = new SamplingWorkspace(BYTES.size());
    private static final int[] END_TOKENS = {Vocabularies.END_TOKEN};
    private static final int SCHEMA_COUNT = Integer.getInteger("sluice.constraint.schemas", 120);
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

    /// What came out, and whether it ended by itself or for want of tokens.
    private record Answer(List<Integer> tokens, String text, boolean isWhole) {}

    @Test
    void everyAnswerSatisfiesItsSchema() throws JsonProcessingException {
        SchemaRegistry registry =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        for (long seed = 0; seed < SCHEMA_COUNT; seed++) {
            Map<String, @Nullable Object> schema = RandomSchemas.of(seed);
            String schemaText = JSON.writeValueAsString(schema);
            TokenAutomaton automaton = new TokenAutomaton(Grammar.ofSchema(schema), TRIE);
            int tokenCountMax = automaton.start().distance() + (int) (seed % 5) * 40;

            Answer answer = sample(automaton, parameters(seed), tokenCountMax, List.of());

            String what = "seed %d: %s for %s".formatted(seed, answer.text(), schemaText);
            JSON.readTree(answer.text());
            assertThat(
                            registry.getSchema(schemaText)
                                    .validate(
                                            answer.text(),
                                            InputFormat.JSON,
                                            context ->
                                                    context.executionConfig(config ->
                                                            config.formatAssertionsEnabled(true))))
                    .as(what)
                    .isEmpty();
        }
    }

    /// Logits that like the tag, so that free text comes to calls, too.
    @ParameterizedTest
    @EnumSource
    void everyCallIsOneOfTheToolsAndItsArgumentsSatisfyTheirSchema(CallRule rule)
            throws JsonProcessingException {
        int answerCount = SCHEMA_COUNT / 4;
        int answersWithCalls = 0;
        for (long seed = 0; seed < answerCount; seed++) {
            List<Function> tools = tools(seed);
            Grammar grammar = Grammar.ofCalls(ToolCallForm.HERMES, tools, rule);
            TokenAutomaton automaton = new TokenAutomaton(grammar, TRIE);
            int tokenCountMax = Math.max(40, automaton.start().distance()) + (int) (seed % 7) * 60;

            Answer answer = sample(automaton, lovingTheTag(seed), tokenCountMax, List.of());

            List<JsonNode> calls = calls(answer.text());
            boolean isRequired = rule == CallRule.ONE || rule == CallRule.SEVERAL;
            boolean isParallel = rule == CallRule.SEVERAL || rule == CallRule.MAYBE_SEVERAL;
            String what = "seed %d, %s: %s".formatted(seed, rule, answer.text());
            assertThat(calls.size()).as(what).isBetween(isRequired ? 1 : 0, isParallel ? 32 : 1);
            assertThat(!isRequired || answer.text().startsWith("<tool_call>")).as(what).isTrue();
            for (JsonNode call : calls) {
                assertIsOneOf(tools, call, what);
            }
            answersWithCalls += calls.isEmpty() ? 0 : 1;
        }
        assertThat(answersWithCalls).isGreaterThan(answerCount / 2);
    }

    private static SamplingParameters lovingTheTag(long seed) {
        SamplingParameters hot = SamplingParameters.seeded(1.5, seed);
        return hot.biased(Map.of(Vocabularies.TOOL_CALL_TOKEN, 9.0));
    }

    private static List<Function> tools(long seed) {
        List<Function> tools = new ArrayList<>();
        for (long next = seed * 1_000; tools.size() <= seed % 3; next++) {
            Map<String, @Nullable Object> schema = RandomSchemas.of(next);
            if ("object".equals(schema.get("type"))) {
                tools.add(new Function("f" + "_x".repeat(tools.size()), schema, "seed " + next));
            }
        }
        return tools;
    }

    /// By another reading than that of the grammar: line by line.
    private static List<JsonNode> calls(String text) throws JsonProcessingException {
        List<JsonNode> calls = new ArrayList<>();
        int from = text.indexOf("<tool_call>");
        if (from < 0) {
            return calls;
        }
        List<String> lines = text.substring(from).lines().toList();
        for (int i = 0; i < lines.size(); i += 3) {
            assertThat(lines.get(i)).as(text).isEqualTo("<tool_call>");
            calls.add(JSON.readTree(lines.get(i + 1)));
            assertThat(lines.get(i + 2)).as(text).isEqualTo("</tool_call>");
        }
        return calls;
    }

    private static void assertIsOneOf(List<Function> tools, JsonNode call, String what)
            throws JsonProcessingException {
        assertThat(call.fieldNames()).toIterable().as(what).containsExactly("name", "arguments");
        Function tool =
                tools.stream()
                        .filter(each -> each.name().equals(call.get("name").asText()))
                        .findAny()
                        .orElseThrow(() -> new AssertionError(what));
        assertThat(violations(JSON.writeValueAsString(tool.parameters()), call.get("arguments")))
                .as(what)
                .isEmpty();
    }

    private static List<?> violations(String schema, JsonNode json) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema)
                .validate(
                        json.toString(),
                        InputFormat.JSON,
                        context ->
                                context.executionConfig(
                                        config -> config.formatAssertionsEnabled(true)));
    }

    @Test
    void everyAnswerIsAnObject() throws JsonProcessingException {
        TokenAutomaton automaton = new TokenAutomaton(Grammar.ofJsonObject(), TRIE);
        for (long seed = 0; seed < 50; seed++) {
            Answer answer = sample(automaton, parameters(seed), 2 + (int) seed * 10, List.of());
            assertThat(JSON.readTree(answer.text()).isObject()).as(answer.text()).isTrue();
        }
    }

    @Test
    void everyAnswerMatchesItsExpression() {
        String[] expressions = {"[a-z]+( [a-z]+)*\\.", "(\\d{3}-){2}\\d{4}", "é+|日本", "(yes|no)!?"};
        for (String expression : expressions) {
            TokenAutomaton automaton = new TokenAutomaton(Grammar.ofPattern(expression), TRIE);
            for (long seed = 0; seed < 20; seed++) {
                Answer answer = sample(automaton, parameters(seed), 40, List.of());
                assertThat(answer.text()).matches(Pattern.compile(expression));
            }
        }
    }

    @Test
    void aContinuationIsTheAnswerThatBrokeOff() {
        for (long seed = 0; seed < 40; seed++) {
            Grammar grammar = Grammar.ofSchema(RandomSchemas.of(seed));
            Answer whole =
                    sample(new TokenAutomaton(grammar, TRIE), parameters(seed), 300, List.of());
            List<Integer> begun = whole.tokens().subList(0, whole.tokens().size() / 2);

            Answer continued =
                    sample(new TokenAutomaton(grammar, TRIE), parameters(seed), 300, begun);

            assertThat(continued).as("seed " + seed).isEqualTo(whole);
        }
    }

    /// Where there are fewer tokens than the shortest answer has bytes, it may be cut off.
    @Test
    void anAnswerWithoutRoomIsTheBeginningOfOne() {
        Grammar grammar = Grammar.ofSchema(Map.of("const", "quick brown fox"));
        TokenAutomaton automaton = new TokenAutomaton(grammar, TRIE);
        Answer answer = sample(automaton, parameters(1), 2, List.of());
        assertThat(answer.isWhole()).isFalse();
        assertThat("\"quick brown fox\"").startsWith(answer.text());
    }

    private static SamplingParameters parameters(long seed) {
        SamplingParameters hot = SamplingParameters.seeded(1.5, seed);
        return switch ((int) (seed % 4)) {
            case 0 -> hot;
            case 1 -> hot.truncatedTo(40, 0.9, 0.01);
            case 2 -> hot.penalised(1.3, 0.5, 0.5).biased(Map.of(Vocabularies.END_TOKEN, 100.0));
            default -> SamplingParameters.greedy();
        };
    }

    /// As the decode loop does it.
    private static Answer sample(
            TokenAutomaton automaton,
            SamplingParameters parameters,
            int tokenCountMax,
            List<Integer> emitted) {
        AnswerConstraint constraint = new AnswerConstraint(automaton, END_TOKENS, tokenCountMax);
        Sampler sampler = new Sampler(parameters, new int[] {3}, WORKSPACE, constraint);
        AnswerText text = new AnswerText(BYTES, StopStrings.NONE);
        StringBuilder visible = new StringBuilder();
        List<Integer> tokens = new ArrayList<>();
        for (int token : emitted) {
            sampler.accept(token);
            tokens.add(token);
            visible.append(text.append(token));
        }
        boolean isWhole = sampler.isComplete();
        while (!isWhole && tokens.size() < tokenCountMax) {
            int token = sampler.sample(logits(parameters.seed(), tokens), tokens.size());
            if (token == Vocabularies.END_TOKEN) {
                isWhole = true;
                continue;
            }
            sampler.accept(token);
            tokens.add(token);
            visible.append(text.append(token));
            isWhole = sampler.isComplete();
        }
        return new Answer(tokens, visible.append(text.flush()).toString(), isWhole);
    }

    private static MemorySegment logits(long seed, List<Integer> tokens) {
        SplittableRandom random = new SplittableRandom(seed * 31 + tokens.hashCode());
        MemorySegment row = MemorySegment.ofArray(new float[BYTES.size()]);
        for (int id = 0; id < BYTES.size(); id++) {
            row.setAtIndex(ValueLayout.JAVA_FLOAT, id, (float) (4 * random.nextGaussian()));
        }
        return row;
    }
}
