package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Expression.CallArguments;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A parsed statement. Immutable; [Executor] gives each variant its meaning.
sealed interface Statement {
    int line();

    record EmitText(Text text, int line) implements Statement {}

    record EmitValue(Expression value, int line) implements Statement {}

    record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {}

    record For(
            Target target,
            Expression iterable,
            @Nullable Expression condition,
            List<Statement> body,
            List<Statement> whenEmpty,
            int line)
            implements Statement {}

    record SetValue(Target target, Expression value, int line) implements Statement {}

    /// `{% set name | filters %}…{% endset %}`
    record SetBlock(Target target, Expression filtered, List<Statement> body, int line)
            implements Statement {}

    record DefineMacro(String name, Signature signature, List<Statement> body, int line)
            implements Statement {}

    /// `{% call(parameters) macro(arguments) %}…{% endcall %}`
    record CallBlock(
            Expression callee,
            CallArguments arguments,
            Signature signature,
            List<Statement> body,
            int line)
            implements Statement {}

    record FilterBlock(Expression filtered, List<Statement> body, int line) implements Statement {}

    record With(List<Assignment> assignments, List<Statement> body, int line)
            implements Statement {}

    /// `{% generation %}`: marks what an assistant said, for training; renders its body.
    record Group(List<Statement> body, int line) implements Statement {}

    record Break(int line) implements Statement {}

    record Continue(int line) implements Statement {}

    record Branch(Expression condition, List<Statement> body) {}

    record Assignment(Target target, Expression value) {}

    /// A macro's parameters; `defaults` belong to the last ones.
    record Signature(List<String> parameters, List<Expression> defaults) {}

    /// Where a value is stored.
    sealed interface Target {
        record Variable(String name) implements Target {}

        record Field(String namespace, String name) implements Target {}

        record Unpacked(List<Target> targets) implements Target {}
    }
}
