package dev.sluice.worker.chat.jinja;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A parsed template. Immutable, so one instance serves any number of threads.
public final class JinjaTemplate {
    private final List<Statement> statements;

    private JinjaTemplate(List<Statement> statements) {
        this.statements = statements;
    }

    /// Parses a template; a [JinjaException] names the line that is wrong.
    public static JinjaTemplate parse(String source) {
        return new JinjaTemplate(Parser.parse(source));
    }

    /// Renders with these variables. Values are JSON-like Java values (`null`, `Boolean`, numbers,
    /// `String`, `List`, `Map`) or [Text]; a `String` counts as the caller's text. The same
    /// arguments give the same text: the only clock is `now`.
    public Text render(
            Map<String, ? extends @Nullable Object> variables,
            LocalDateTime now,
            RenderLimits limits) {
        Budget budget = new Budget(limits);
        Scope globals = new Scope(null);
        new Globals(budget, now).defineIn(globals);
        Scope scope = new Scope(globals);
        variables.forEach((name, value) -> scope.set(name, Values.ofCaller(value)));
        return new Executor(budget).render(statements, scope);
    }
}
