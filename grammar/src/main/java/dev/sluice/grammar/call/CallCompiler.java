package dev.sluice.grammar.call;

import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.automaton.ProgramBuilder;
import dev.sluice.grammar.schema.JsonLiterals;
import dev.sluice.grammar.schema.SchemaCompiler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes the texts of a form into a program. Used once, by one thread.
public final class CallCompiler {
    /// Most calls of an answer.
    public static final int CALL_COUNT_MAX = 32;

    private final ProgramBuilder builder;
    private final ToolCallForm form;
    private final List<Callable> callables = new ArrayList<>();

    /// A function, and the rule that its arguments follow.
    public record Callable(Function function, int arguments) {}

    /// @throws GrammarException with the path of what is wrong with a function's schema
    public CallCompiler(ProgramBuilder builder, ToolCallForm form, List<Function> functions) {
        this.builder = builder;
        this.form = form;
        functions.forEach(function -> callables.add(new Callable(function, argumentsOf(function))));
    }

    private int argumentsOf(Function function) {
        try {
            return SchemaCompiler.compile(builder, function.parameters());
        } catch (GrammarException e) {
            throw e.below(function.path());
        }
    }

    public List<Callable> callables() {
        return List.copyOf(callables);
    }

    /// The start of all answers.
    public int compile(CallRule rule) {
        int end = builder.end();
        int behindFirst = rule.isParallel() ? more(end) : end;
        int first = builder.repeat(1, 1, call(form.opening(), end), behindFirst);
        if (rule.isRequired()) {
            return first;
        }
        String behindTag = form.opening().substring(form.tag().length());
        int begun = builder.repeat(1, 1, call(behindTag, end), behindFirst);
        return new FreeText(builder, bytes(form.tag())).emit(begun, end);
    }

    private int more(int end) {
        int another = literal(form.separator(), call(form.opening(), builder.end()));
        return builder.repeat(0, CALL_COUNT_MAX - 1, another, end);
    }

    private int call(String opening, int next) {
        List<Integer> ways = new ArrayList<>();
        int close = literal(form.closing(), next);
        for (Callable callable : callables) {
            int arguments = builder.call(callable.arguments(), close);
            ways.add(literal(nameOf(callable) + form.middle(), arguments));
        }
        return literal(opening, builder.split(ways));
    }

    /// As it stands between two quotation marks.
    private static String nameOf(Callable callable) {
        String quoted = JsonLiterals.text(callable.function().name());
        return quoted.substring(1, quoted.length() - 1);
    }

    private int literal(String text, int next) {
        return builder.literal(bytes(text), next);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
