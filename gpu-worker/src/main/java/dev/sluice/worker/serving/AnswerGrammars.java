package dev.sluice.worker.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.grammar.Grammar;
import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.automaton.AutomatonLimitException;
import dev.sluice.worker.constraint.TokenAutomaton;
import dev.sluice.worker.constraint.VocabularyTrie;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Automata of the formats that answers were asked for in, the last [#KEPT_MAX] of them. Makes one
/// on the thread that asks, the intake's, in milliseconds: the engine thread never waits for it.
final class AnswerGrammars {
    /// Each holds some 6 MB at most.
    static final int KEPT_MAX = 32;

    private static final int NESTING_MAX = 64;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(NESTING_MAX).build());
    }

    private final CompletableFuture<VocabularyTrie> vocabulary;
    private final Map<AnswerFormat, TokenAutomaton> kept =
            new LinkedHashMap<>(KEPT_MAX, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(
                        Map.Entry<AnswerFormat, TokenAutomaton> eldest) {
                    return size() > KEPT_MAX;
                }
            };

    /// `vocabulary` may still be in the making.
    AnswerGrammars(CompletableFuture<VocabularyTrie> vocabulary) {
        this.vocabulary = vocabulary;
    }

    /// The automaton of a format, ready for the first token.
    ///
    /// @throws GrammarException if it has none with this tokenizer, or one that is too large
    synchronized TokenAutomaton of(AnswerFormat format) {
        TokenAutomaton known = kept.get(format);
        if (known == null) {
            known = prepared(new TokenAutomaton(grammar(format), vocabulary.join()));
            kept.put(format, known);
        }
        return known;
    }

    private static TokenAutomaton prepared(TokenAutomaton automaton) {
        if (automaton.isImpossible()) {
            throw GrammarException.unsupported(
                    "", "the model's tokenizer can write none of its texts");
        }
        try {
            automaton.prepare();
        } catch (AutomatonLimitException e) {
            throw GrammarException.tooLarge("", String.valueOf(e.getMessage()));
        }
        return automaton;
    }

    private static Grammar grammar(AnswerFormat format) {
        return switch (format) {
            case AnswerFormat.JsonObject() -> Grammar.ofJsonObject();
            case AnswerFormat.Pattern(SensitiveText expression) ->
                    Grammar.ofPattern(expression.value());
            case AnswerFormat.JsonSchema(SensitiveText schema) ->
                    Grammar.ofSchema(parsed(schema.value()));
        };
    }

    private static @Nullable Object parsed(String schema) {
        try {
            return JSON.readValue(schema, Object.class);
        } catch (JsonProcessingException e) {
            throw GrammarException.invalid("", "the schema is not valid JSON");
        }
    }
}
