package dev.sluice.grammar;

import dev.sluice.grammar.automaton.Distances;
import dev.sluice.grammar.automaton.Program;
import dev.sluice.grammar.automaton.ProgramBuilder;
import dev.sluice.grammar.call.CallCompiler;
import dev.sluice.grammar.call.CallRule;
import dev.sluice.grammar.call.Function;
import dev.sluice.grammar.call.ToolCallForm;
import dev.sluice.grammar.regex.Regex;
import dev.sluice.grammar.regex.TextEncoding;
import dev.sluice.grammar.schema.SchemaCompiler;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The set of texts that an answer is one of. Immutable. Making one takes milliseconds at most: the
/// number of nodes is bounded, and so is the work on each.
///
/// @param program the automaton over the texts' UTF-8 bytes
public record Grammar(Program program) {
    /// Any JSON object, in the compact form that schemas get too.
    public static Grammar ofJsonObject() {
        ProgramBuilder builder = new ProgramBuilder();
        return of(builder, SchemaCompiler.anyObject(builder));
    }

    /// The JSON texts that satisfy a schema, as far as they are compact and have the properties in
    /// the schema's order.
    ///
    /// @param schema maps, lists, texts, numbers, booleans and null; maps in the text's order
    /// @throws GrammarException if it is no schema, cannot be satisfied, or has what is not known
    public static Grammar ofSchema(@Nullable Object schema) {
        ProgramBuilder builder = new ProgramBuilder();
        return of(builder, SchemaCompiler.compile(builder, schema));
    }

    /// The texts that an expression matches from beginning to end.
    ///
    /// @throws GrammarException if it is no expression, or has what is not known
    public static Grammar ofPattern(String expression) {
        ProgramBuilder builder = new ProgramBuilder();
        Regex regex = Regex.parse(expression).matchingAll();
        return of(builder, regex.emit(builder, TextEncoding.PLAIN, 0, -1, builder.end()));
    }

    /// Calls of functions in a form, or where the rule leaves it open also any text without its
    /// tag.
    ///
    /// @throws GrammarException as for [#ofSchema], with the function's path before the keyword's
    public static Grammar ofCalls(ToolCallForm form, List<Function> functions, CallRule rule) {
        ProgramBuilder builder = new ProgramBuilder();
        CallCompiler compiler = new CallCompiler(builder, form, functions);
        Program program = builder.build(compiler.compile(rule));
        Distances distances = Distances.overAllBytes(program);
        for (CallCompiler.Callable callable : compiler.callables()) {
            if (distances.isImpossible(callable.arguments())) {
                throw GrammarException.invalid(callable.function().path(), "no text satisfies it");
            }
        }
        return new Grammar(program);
    }

    private static Grammar of(ProgramBuilder builder, int start) {
        Program program = builder.build(start);
        if (Distances.overAllBytes(program).isImpossible(start)) {
            throw GrammarException.invalid("", "no text satisfies it");
        }
        return new Grammar(program);
    }
}
