package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Statement.Assignment;
import dev.sluice.worker.chat.jinja.Statement.Branch;
import dev.sluice.worker.chat.jinja.Statement.Target;
import java.util.ArrayList;
import java.util.List;

/// Runs statements. One instance serves one rendering, on its thread.
final class Executor {
    private static final String LOOP = "loop";

    private final Budget budget;
    private final Evaluator evaluator;

    /// How a block ended: by itself, or by a `break` or `continue` for the loop around it.
    private enum Ending {
        DONE,
        BREAK,
        CONTINUE
    }

    Executor(Budget budget) {
        this.budget = budget;
        this.evaluator = new Evaluator(budget);
    }

    /// What the statements put out.
    Text render(List<Statement> statements, Scope scope) {
        TextBuilder out = new TextBuilder(budget);
        execute(statements, scope, out);
        return out.toText();
    }

    Evaluator evaluator() {
        return evaluator;
    }

    private Ending execute(List<Statement> statements, Scope scope, TextBuilder out) {
        for (Statement statement : statements) {
            Ending ending = executeLocated(statement, scope, out);
            if (ending != Ending.DONE) {
                return ending;
            }
        }
        return Ending.DONE;
    }

    private Ending executeLocated(Statement statement, Scope scope, TextBuilder out) {
        try {
            return execute(statement, scope, out);
        } catch (JinjaException e) {
            throw e.at(statement.line());
        }
    }

    private Ending execute(Statement statement, Scope scope, TextBuilder out) {
        switch (statement) {
            case Statement.EmitText text -> out.append(text.text());
            case Statement.EmitValue value ->
                    out.append(PythonPrinter.str(evaluator.evaluate(value.value(), scope), budget));
            case Statement.SetValue set ->
                    assign(set.target(), evaluator.evaluate(set.value(), scope), scope);
            case Statement.SetBlock set ->
                    assign(set.target(), filtered(set.body(), set.filtered(), scope), scope);
            case Statement.FilterBlock filter ->
                    out.append(asText(filtered(filter.body(), filter.filtered(), scope)));
            case Statement.DefineMacro macro -> define(macro, scope);
            case Statement.CallBlock call -> out.append(asText(runCall(call, scope)));
            case Statement.If choice -> {
                return runIf(choice, scope, out);
            }
            case Statement.For loop -> {
                return runFor(loop, scope, out);
            }
            case Statement.With with -> {
                return runWith(with, scope, out);
            }
            case Statement.Group group -> {
                return execute(group.body(), scope, out);
            }
            case Statement.Break end -> {
                return Ending.BREAK;
            }
            case Statement.Continue end -> {
                return Ending.CONTINUE;
            }
        }
        return Ending.DONE;
    }

    private Text asText(Object value) {
        return PythonPrinter.str(value, budget);
    }

    private Object filtered(List<Statement> body, Expression filters, Scope scope) {
        Scope inner = new Scope(scope);
        inner.set(Evaluator.BLOCK_TEXT, render(body, new Scope(scope)));
        return evaluator.evaluate(filters, inner);
    }

    private Ending runIf(Statement.If choice, Scope scope, TextBuilder out) {
        for (Branch branch : choice.branches()) {
            if (Values.isTrue(evaluator.evaluate(branch.condition(), scope))) {
                return execute(branch.body(), scope, out);
            }
        }
        return execute(choice.otherwise(), scope, out);
    }

    private Ending runWith(Statement.With with, Scope scope, TextBuilder out) {
        Scope inner = new Scope(scope);
        for (Assignment assignment : with.assignments()) {
            assign(assignment.target(), evaluator.evaluate(assignment.value(), scope), inner);
        }
        return execute(with.body(), inner, out);
    }

    private Ending runFor(Statement.For loop, Scope scope, TextBuilder out) {
        List<Object> items = selected(loop, scope);
        if (items.isEmpty()) {
            return execute(loop.whenEmpty(), new Scope(scope), out);
        }
        LoopState state = new LoopState(items);
        for (int i = 0; i < items.size(); i++) {
            state.moveTo(i);
            if (runIteration(loop, state, items.get(i), scope, out) == Ending.BREAK) {
                break;
            }
        }
        return Ending.DONE;
    }

    private Ending runIteration(
            Statement.For loop, LoopState state, Object item, Scope scope, TextBuilder out) {
        budget.spendSteps(1);
        Scope inner = new Scope(scope);
        inner.set(LOOP, state);
        assign(loop.target(), item, inner);
        return execute(loop.body(), inner, out);
    }

    /// The items that pass the loop's own `if`: `loop.length` and its kin count only these.
    private List<Object> selected(Statement.For loop, Scope scope) {
        List<Object> items = Values.toList(evaluator.evaluate(loop.iterable(), scope));
        if (loop.condition() == null) {
            return items;
        }
        List<Object> passing = new ArrayList<>();
        for (Object item : items) {
            budget.spendSteps(1);
            Scope inner = new Scope(scope);
            assign(loop.target(), item, inner);
            if (Values.isTrue(evaluator.evaluate(loop.condition(), inner))) {
                passing.add(item);
            }
        }
        return passing;
    }

    private void assign(Target target, Object value, Scope scope) {
        switch (target) {
            case Target.Variable variable -> scope.set(variable.name(), value);
            case Target.Field field -> assignField(field, value, scope);
            case Target.Unpacked unpacked -> unpack(unpacked.targets(), value, scope);
        }
    }

    private static void assignField(Target.Field field, Object value, Scope scope) {
        if (!(scope.get(field.namespace()) instanceof Namespace namespace)) {
            throw new JinjaException(
                    "cannot set an attribute of '" + field.namespace() + "': not a namespace");
        }
        namespace.set(field.name(), value);
    }

    private void unpack(List<Target> targets, Object value, Scope scope) {
        List<Object> items = Values.toList(value);
        if (items.size() != targets.size()) {
            throw new JinjaException(
                    "cannot unpack " + items.size() + " values into " + targets.size());
        }
        for (int i = 0; i < items.size(); i++) {
            assign(targets.get(i), items.get(i), scope);
        }
    }

    private void define(Statement.DefineMacro macro, Scope scope) {
        scope.set(
                macro.name(),
                new Macro(macro.name(), macro.signature(), macro.body(), scope, this));
    }

    /// Calls a macro that finds the block's body in its `caller`.
    private Object runCall(Statement.CallBlock call, Scope scope) {
        Object callee = evaluator.evaluate(call.callee(), scope);
        Arguments arguments = evaluator.arguments(call.arguments(), scope);
        Macro caller = new Macro(Macro.CALLER, call.signature(), call.body(), scope, this);
        if (callee instanceof Macro macro) {
            return macro.call(arguments, caller);
        }
        throw new JinjaException("'call' needs a macro, not " + Values.typeName(callee));
    }
}
