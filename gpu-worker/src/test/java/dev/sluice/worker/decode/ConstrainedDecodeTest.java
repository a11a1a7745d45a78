package dev.sluice.worker.decode;

import static dev.sluice.worker.decode.Sequences.expectedTokens;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.grammar.Grammar;
import dev.sluice.worker.constraint.TokenAutomaton;
import dev.sluice.worker.constraint.VocabularyTrie;
import dev.sluice.worker.sampling.SamplingParameters;
import dev.sluice.worker.tokens.TokenBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Sequences that are held to a grammar, among others that are not.
class ConstrainedDecodeTest {
    private static final EngineShape SHAPE = new EngineShape(4, 64, 16, 50);
    private static final TokenBytes BYTES = TokenBytes.ofTexts(texts());
    private static final VocabularyTrie TRIE = VocabularyTrie.of(BYTES, SHAPE.vocabularySize());
    private static final Grammar OBJECT =
            Grammar.ofSchema(
                    Map.of(
                            "type",
                            "object",
                            "properties",
                            Map.of("a", Map.of("type", "string", "maxLength", 4)),
                            "required",
                            List.of("a")));

    private final SimulatedEngine engine = new SimulatedEngine(SHAPE);

    /// Id 0 is the end token.
    private static List<String> texts() {
        List<String> texts = new ArrayList<>(List.of(""));
        "{}\":, abcdefghijklmnopqrstuvwxyz0123456789"
                .chars()
                .forEach(letter -> texts.add(String.valueOf((char) letter)));
        texts.addAll(List.of("{\"", "a\":", "\"}"));
        return texts;
    }

    private static SequenceRequest request(int number, Grammar grammar, int tokenCountMax) {
        return Sequences.request(number, 6, tokenCountMax, SamplingParameters.seeded(1.5, number))
                .constrainedBy(new TokenAutomaton(grammar, TRIE));
    }

    private static String text(List<Integer> tokens) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(id -> text.append(new String(BYTES.bytes(id), StandardCharsets.UTF_8)));
        return text.toString();
    }

    private static RecordingListener run(DecodeLoop loop, SequenceRequest request) {
        RecordingListener listener = new RecordingListener();
        assertThat(loop.admit(request, listener)).isEqualTo(new Admission.Accepted());
        return listener;
    }

    private DecodeLoop loop() {
        StepObserver silent =
                new StepObserver() {
                    @Override
                    public void onStep(StepReport report) {}

                    @Override
                    public void onListenerFailed(SequenceKey key, RuntimeException failure) {
                        throw failure;
                    }
                };
        return new DecodeLoop(engine, DecodeOptions.DEFAULT, silent, () -> 0);
    }

    private static void drain(DecodeLoop loop) {
        for (int step = 0; step < 1_000 && !loop.openKeys().isEmpty(); step++) {
            loop.step();
        }
    }

    @Test
    void holdsASequenceToItsGrammarAndLeavesItsNeighboursAlone() {
        // Given
        DecodeLoop loop = loop();
        SequenceRequest free = Sequences.greedy(9, 5, 30);
        List<RecordingListener> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(run(loop, request(i, OBJECT, 40)));
        }
        RecordingListener neighbour = run(loop, free);

        // When
        drain(loop);

        // Then
        assertThat(held)
                .allSatisfy(listener -> {
                    assertThat(text(listener.tokens())).matches("\\{\"a\": ?\"[^\"]{0,4}\"}");
                    assertThat(listener.reason()).isEqualTo(FinishReason.STOP);
                });
        assertThat(neighbour.tokens()).isEqualTo(expectedTokens(free, SHAPE));
    }

    /// The shortest text has 8 bytes, so 8 tokens are enough, and the last of them is the last.
    @Test
    void comesToAnEndWithinTheTokensThatItHas() {
        for (int number = 0; number < 20; number++) {
            DecodeLoop loop = loop();
            RecordingListener listener = run(loop, request(number, OBJECT, 8));
            drain(loop);
            assertThat(text(listener.tokens())).matches("\\{\"a\": ?\"[^\"]{0,4}\"}");
            assertThat(listener.reason()).isEqualTo(FinishReason.STOP);
        }
    }

    @Test
    void continuesAndIsPreemptedWithTheTokensThatItWouldHaveHad() {
        // Given
        DecodeLoop undisturbed = loop();
        RecordingListener whole = run(undisturbed, request(1, OBJECT, 40));
        drain(undisturbed);

        for (int cut = 0; cut <= whole.tokens().size(); cut++) {
            // When
            DecodeLoop loop = loop();
            int[] emitted =
                    whole.tokens().subList(0, cut).stream().mapToInt(Integer::intValue).toArray();
            RecordingListener rest = run(loop, request(1, OBJECT, 40).continuedFrom(emitted));
            run(loop, Sequences.greedy(8, 5, 30));
            loop.step();
            engine.limitMemoryTo(1);
            loop.step();
            engine.limitMemoryTo(4);
            drain(loop);

            // Then
            assertThat(rest.tokens()).isEqualTo(whole.tokens().subList(cut, whole.tokens().size()));
            assertThat(rest.outcome()).isEqualTo(whole.outcome());
        }
    }

    @Test
    void failsAloneWhereItsGrammarIsTooAmbiguousToFollow() {
        // Given
        List<Object> ways = new ArrayList<>();
        for (int i = 0; i < 6_000; i++) {
            ways.add(Map.of("type", "string", "maxLength", 30 + i));
        }
        DecodeLoop loop = loop();
        RecordingListener ambiguous =
                run(loop, request(1, Grammar.ofSchema(Map.of("anyOf", ways)), 40));
        SequenceRequest free = Sequences.greedy(9, 5, 30);
        RecordingListener neighbour = run(loop, free);

        // When
        drain(loop);

        // Then
        assertThat(ambiguous.reason()).isEqualTo(FinishReason.ERROR);
        assertThat(Objects.requireNonNull(ambiguous.outcome().failure()).errorCode())
                .isEqualTo(ErrorCode.INVALID_PARAMETER);
        assertThat(neighbour.tokens()).isEqualTo(expectedTokens(free, SHAPE));
    }
}
