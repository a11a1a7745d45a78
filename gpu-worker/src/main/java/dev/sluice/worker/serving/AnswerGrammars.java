package dev.sluice.worker.serving;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.AnswerFormat;
import dev.sluice.contracts.event.Prompt;
import dev.sluice.contracts.event.Tool;
import dev.sluice.grammar.Grammar;
import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.automaton.AutomatonLimitException;
import dev.sluice.grammar.call.CallRule;
import dev.sluice.grammar.call.Function;
import dev.sluice.worker.constraint.TokenAutomaton;
import dev.sluice.worker.constraint.VocabularyTrie;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Automata of the formats that answers were asked for in, the last [#KEPT_MAX] of them. Makes one
/// on the thread that asks, the intake's, in milliseconds: the engine thread never waits for it.
final class AnswerGrammars {
    /// Each holds some 6 MB at most.
    static final int KEPT_MAX = 32;

    /// What an automaton is of. `tools` are those of the prompt, where the format is of them.
    private record Asked(AnswerFormat format, @Nullable List<Tool> tools) {}

    private final CompletableFuture<VocabularyTrie> vocabulary;
    private final Map<Asked, TokenAutomaton> kept =
            new LinkedHashMap<>(KEPT_MAX, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Asked, TokenAutomaton> eldest) {
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
    synchronized TokenAutomaton of(AnswerFormat format, Prompt prompt) {
        Asked asked = asked(format, prompt);
        TokenAutomaton known = kept.get(asked);
        if (known == null) {
            known = prepared(new TokenAutomaton(grammar(asked), vocabulary.join()));
            kept.put(asked, known);
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

    private static Asked asked(AnswerFormat format, Prompt prompt) {
        boolean isOfTools = format instanceof AnswerFormat.ToolCalls;
        return new Asked(
                format, isOfTools && prompt instanceof Prompt.Chat chat ? chat.tools() : null);
    }

    private static Grammar grammar(Asked asked) {
        return switch (asked.format()) {
            case AnswerFormat.JsonObject() -> Grammar.ofJsonObject();
            case AnswerFormat.Pattern(SensitiveText expression) ->
                    Grammar.ofPattern(expression.value());
            case AnswerFormat.JsonSchema(SensitiveText schema) ->
                    Grammar.ofSchema(parsed(schema.value()));
            case AnswerFormat.ToolCalls calls ->
                    Grammar.ofCalls(
                            ToolCallForms.FORM,
                            functions(calls, Objects.requireNonNull(asked.tools())),
                            CallRule.of(calls.required(), calls.parallel()));
        };
    }

    private static List<Function> functions(AnswerFormat.ToolCalls calls, List<Tool> tools) {
        List<Function> functions = new ArrayList<>();
        for (int i = 0; i < tools.size(); i++) {
            if (calls.only() == null || calls.only() == i) {
                Tool tool = tools.get(i);
                functions.add(
                        new Function(
                                tool.name().value(),
                                parsed(tool.parameters().value()),
                                "tools[" + i + "].function.parameters"));
            }
        }
        return functions;
    }

    private static @Nullable Object parsed(String schema) {
        try {
            return CallerJson.parsed(schema);
        } catch (JsonProcessingException e) {
            throw GrammarException.invalid("", "the schema is not valid JSON");
        }
    }
}
