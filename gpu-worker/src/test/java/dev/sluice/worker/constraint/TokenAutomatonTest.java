package dev.sluice.worker.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.contracts.SluiceException;
import dev.sluice.grammar.Grammar;
import dev.sluice.grammar.automaton.Automaton;
import dev.sluice.grammar.automaton.AutomatonLimitException;
import dev.sluice.grammar.automaton.ByteSet;
import dev.sluice.grammar.automaton.Configuration;
import dev.sluice.grammar.automaton.Distances;
import dev.sluice.grammar.call.CallRule;
import dev.sluice.grammar.call.Function;
import dev.sluice.grammar.call.ToolCallForm;
import dev.sluice.worker.tokens.TokenBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The oracle tries each token alone, byte by byte, on an automaton of its own.
class TokenAutomatonTest {
    private static final TokenBytes BYTES = Vocabularies.byteLevel();
    private static final VocabularyTrie TRIE = VocabularyTrie.of(BYTES, BYTES.size() + 7);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void aMaskAllowsExactlyTheTokensThatLeadOn(long seed) {
        walk(Grammar.ofSchema(RandomSchemas.of(seed)), seed);
    }

    @Test
    void aMaskAllowsExactlyTheTokensThatLeadOnInJsonAndInText() {
        walk(Grammar.ofJsonObject(), 1);
        walk(Grammar.ofPattern("(a|é|\\d{1,3} )+(the quick)?.{0,9}"), 2);
        for (int length = 0; length < 30; length += 3) {
            walk(Grammar.ofSchema(Map.of("type", "string", "maxLength", length)), length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMaskAllowsExactlyTheTokensThatLeadOnBeforeAndInCallsOfTools(CallRule rule) {
        for (long seed = 1; seed <= 4; seed++) {
            walk(calls(rule), seed);
        }
    }

    /// What is remembered of a place near the end is what is found there.
    @Test
    void freeTextHasTheSameMaskHoweverOftenItIsAskedFor() {
        // Given
        Grammar grammar = calls(CallRule.MAYBE_SEVERAL);
        TokenAutomaton tokens = new TokenAutomaton(grammar, TRIE);
        Oracle oracle = new Oracle(grammar);
        Configuration free = tokens.start();
        SplittableRandom random = new SplittableRandom(1);

        for (int i = 0; i < 60; i++) {
            // When
            int left = random.nextInt(1, 120);
            TokenMask mask = tokens.mask(free, false, left);

            // Then
            for (int token = 0; token < TRIE.vocabularySize(); token++) {
                assertThat(mask.allows(token))
                        .as("token %d with %d left", token, left)
                        .isEqualTo(oracle.allows(oracle.automaton.start(), token, left));
            }
        }
        assertThat(tokens.mask(free, false, 40).allows(Vocabularies.TOOL_CALL_TOKEN)).isFalse();
        assertThat(tokens.mask(free, false, 900).allows(Vocabularies.TOOL_CALL_TOKEN)).isTrue();
        assertThat(tokens.mask(free, false, 9)).isSameAs(tokens.mask(free, false, 8));
    }

    private static Grammar calls(CallRule rule) {
        List<Function> functions =
                List.of(
                        new Function("get", RandomSchemas.of(7), "a"),
                        new Function("get_all", Map.of("type", "object"), "b"));
        return Grammar.ofCalls(ToolCallForm.HERMES, functions, rule);
    }

    private static void walk(Grammar grammar, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TokenAutomaton tokens = new TokenAutomaton(grammar, TRIE);
        Oracle oracle = new Oracle(grammar);
        Configuration at = tokens.start();
        Configuration expected = oracle.automaton.start();
        for (int position = 0; position < 40 && !at.isComplete(); position++) {
            int left = random.nextInt(3) == 0 ? expected.distance() + random.nextInt(4) : 100_000;
            TokenMask mask = tokens.mask(at, position == 0, left);
            int chosen = -1;
            int seen = 0;
            for (int token = 0; token < TRIE.vocabularySize(); token++) {
                boolean isAllowed = oracle.allows(expected, token, left);
                assertThat(mask.allows(token))
                        .as("token %d at position %d of seed %d", token, position, seed)
                        .isEqualTo(isAllowed);
                if (isAllowed && random.nextInt(++seen) == 0) {
                    chosen = token;
                }
            }
            if (chosen < 0) {
                assertThat(expected.isAccepting() || left < expected.distance()).isTrue();
                return;
            }
            at = tokens.after(at, position == 0, chosen);
            expected = oracle.after(expected, chosen);
            assertThat(at.distance()).isEqualTo(expected.distance());
        }
    }

    private static final class Oracle {
        private final Automaton automaton;

        Oracle(Grammar grammar) {
            automaton = new Automaton(grammar.program(), ByteSet.range(0, 255));
        }

        boolean allows(Configuration from, int token, int left) {
            if (BYTES.byteCount(token) == 0) {
                return false;
            }
            int distance = after(from, token).distance();
            boolean canCloseInTime = from.distance() <= left;
            return canCloseInTime ? distance <= left - 1 : distance < Distances.INFINITE;
        }

        Configuration after(Configuration from, int token) {
            Configuration at = from;
            for (byte value : BYTES.bytes(token)) {
                automaton.beginWork();
                at = automaton.step(at, value & 0xFF);
            }
            return at;
        }
    }

    @Test
    void aSpaceThatDecodingDropsIsFreeAtTheBeginning() {
        // Given
        TokenBytes bytes = Vocabularies.sentencePiece();
        VocabularyTrie trie = VocabularyTrie.of(bytes, bytes.size());
        TokenAutomaton tokens = new TokenAutomaton(Grammar.ofPattern(" ?a+"), trie);

        // When
        TokenMask first = tokens.mask(tokens.start(), true, 100);
        TokenMask later = tokens.mask(tokens.start(), false, 100);

        // Then
        assertThat(first.allows(token(bytes, "a"))).isTrue();
        assertThat(first.allows(token(bytes, " a"))).isTrue();
        assertThat(first.allows(token(bytes, "  a"))).isTrue();
        assertThat(first.allows(token(bytes, " {"))).isFalse();
        assertThat(later.allows(token(bytes, "  a"))).isFalse();
        assertThat(tokens.after(tokens.start(), true, token(bytes, "  a")).isAccepting()).isTrue();
    }

    private static int token(TokenBytes bytes, String text) {
        for (int id = 0; id < bytes.size(); id++) {
            boolean isSame = new String(bytes.bytes(id), StandardCharsets.UTF_8).equals(text);
            if (isSame && bytes.byteCount(id) > 0) {
                return id;
            }
        }
        throw new AssertionError(text);
    }

    @Test
    void whatNoTokenSpellsIsNotBegun() {
        // Given
        TokenBytes bytes = TokenBytes.ofTexts(List.of("a", "b", "\"", "é", "xy"));
        VocabularyTrie trie = VocabularyTrie.of(bytes, bytes.size());

        // When
        TokenAutomaton spelled = new TokenAutomaton(Grammar.ofPattern("a(b|c)|ba|é"), trie);
        TokenAutomaton impossible = new TokenAutomaton(Grammar.ofPattern("a{3}c"), trie);

        // Then
        TokenMask first = spelled.mask(spelled.start(), true, 100);
        assertThat(first.count()).isEqualTo(2);
        assertThat(first.allows(3)).as("é, whose bytes are no tokens").isFalse();
        assertThat(impossible.isImpossible()).isTrue();
    }

    /// Long answers go through more places than are remembered.
    @Test
    void forgettingChangesNothing() {
        // Given
        Grammar grammar = Grammar.ofJsonObject();
        TokenAutomaton busy = new TokenAutomaton(grammar, TRIE);
        SplittableRandom random = new SplittableRandom(5);
        Configuration at = busy.start();
        int forgottenCount = 0;

        // When
        for (int position = 0; position < 60_000; position++) {
            at = at.isComplete() ? busy.start() : at;
            TokenMask mask = busy.mask(at, false, 100_000);
            if (position % 5_000 == 4_999) {
                TokenMask anew = new TokenAutomaton(grammar, TRIE).mask(at, false, 100_000);
                for (int token = 0; token < TRIE.vocabularySize(); token++) {
                    assertThat(mask.allows(token)).isEqualTo(anew.allows(token));
                }
            }
            at = busy.after(at, false, anyOf(mask, random));
            forgottenCount = busy.generation();
        }

        // Then
        assertThat(forgottenCount).isPositive();
    }

    private static int anyOf(TokenMask mask, SplittableRandom random) {
        int token = random.nextInt(TRIE.vocabularySize());
        for (int i = 0; i < TRIE.vocabularySize() && !mask.allows(token); i++) {
            token = (token + 1) % TRIE.vocabularySize();
        }
        return token;
    }

    @Test
    void anExpressionThatTakesTooLongToFollowSaysSo() {
        // Given
        List<Object> ways = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            ways.add(Map.of("type", "string", "maxLength", 30 + i));
        }
        TokenAutomaton tokens = new TokenAutomaton(Grammar.ofSchema(Map.of("anyOf", ways)), TRIE);

        // When
        AutomatonLimitException thrown =
                catchThrowableOfType(AutomatonLimitException.class, tokens::prepare);

        // Then
        assertThat(thrown).hasMessageContaining("more than 200000 steps");
    }

    /// The sequence fails, at its next token and not where it is told of one.
    @Test
    void whatLeadsOutOfTheGrammarFailsTheSequence() {
        // Given
        TokenAutomaton tokens = new TokenAutomaton(Grammar.ofPattern("a"), TRIE);
        AnswerConstraint constraint = new AnswerConstraint(tokens, new int[] {0}, 5);

        // When
        constraint.onToken(1 + 'b');

        // Then
        assertThat(constraint.isComplete()).isFalse();
        assertThatThrownBy(() -> constraint.process(new float[TRIE.vocabularySize()]))
                .isInstanceOf(SluiceException.class)
                .hasMessage("token 0 of the answer is not within its format");
    }
}
