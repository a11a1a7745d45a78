package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Lexeme.Kind;
import dev.sluice.worker.chat.jinja.Statement.Assignment;
import dev.sluice.worker.chat.jinja.Statement.Branch;
import dev.sluice.worker.chat.jinja.Statement.Signature;
import dev.sluice.worker.chat.jinja.Statement.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Turns lexemes into statements.
final class Parser {
    private final LexemeReader reader;
    private final ExpressionParser expressions;
    private int loopDepth;

    private Parser(List<Lexeme> lexemes) {
        this.reader = new LexemeReader(lexemes);
        this.expressions = new ExpressionParser(reader);
    }

    static List<Statement> parse(String template) {
        return new Parser(Lexer.lex(template)).parseTemplate();
    }

    private List<Statement> parseTemplate() {
        List<Statement> statements = parseUntil(Set.of());
        if (!reader.current().is(Kind.END)) {
            throw reader.unexpected("a statement");
        }
        return statements;
    }

    /// Statements up to a tag named in `ends`, whose `{%` and name are taken.
    private List<Statement> parseUntil(Set<String> ends) {
        reader.enter();
        List<Statement> statements = new ArrayList<>();
        while (!reader.current().is(Kind.END) && !atTag(ends)) {
            statements.add(parseStatement());
        }
        if (!ends.isEmpty()) {
            reader.expect(Kind.BLOCK_BEGIN, "'" + String.join("' or '", ends) + "'");
        }
        reader.leave();
        return List.copyOf(statements);
    }

    private boolean atTag(Set<String> names) {
        return reader.current().is(Kind.BLOCK_BEGIN)
                && reader.following().is(Kind.NAME)
                && names.contains(reader.following().text());
    }

    /// The statements of a block and its end tag.
    private List<Statement> parseBody(String end) {
        List<Statement> body = parseUntil(Set.of(end));
        reader.expectName(end);
        expectBlockEnd();
        return body;
    }

    private void expectBlockEnd() {
        reader.expect(Kind.BLOCK_END, "'%}'");
    }

    private Statement parseStatement() {
        Lexeme next = reader.take();
        return switch (next.kind()) {
            case LITERAL_TEXT -> new Statement.EmitText(Text.ofTemplate(next.text()), next.line());
            case PRINT_BEGIN -> parsePrint(next.line());
            case BLOCK_BEGIN -> parseBlock(reader.expect(Kind.NAME, "a statement's name"));
            default -> throw new JinjaException(next.line(), "unexpected " + next.described());
        };
    }

    private Statement parsePrint(int line) {
        Expression value = expressions.parseTuple();
        reader.expect(Kind.PRINT_END, "'}}'");
        return new Statement.EmitValue(value, line);
    }

    private Statement parseBlock(Lexeme name) {
        int line = name.line();
        return switch (name.text()) {
            case "if" -> parseIf(line);
            case "for" -> parseFor(line);
            case "set" -> parseSet(line);
            case "macro" -> parseMacro(line);
            case "call" -> parseCall(line);
            case "filter" -> parseFilterBlock(line);
            case "with" -> parseWith(line);
            case "generation" -> parseGeneration(line);
            case "break" -> parseLoopControl(new Statement.Break(line));
            case "continue" -> parseLoopControl(new Statement.Continue(line));
            default -> throw new JinjaException(line, "unknown tag '" + name.text() + "'");
        };
    }

    private Statement parseIf(int line) {
        List<Branch> branches = new ArrayList<>();
        List<Statement> otherwise = List.of();
        String tag = "if";
        while (!tag.equals("endif")) {
            if (tag.equals("else")) {
                expectBlockEnd();
                otherwise = parseUntil(Set.of("endif"));
            } else {
                branches.add(parseBranch());
            }
            tag = reader.take().text();
        }
        expectBlockEnd();
        return new Statement.If(List.copyOf(branches), otherwise, line);
    }

    private Branch parseBranch() {
        Expression condition = expressions.parseTuple();
        expectBlockEnd();
        return new Branch(condition, parseUntil(Set.of("elif", "else", "endif")));
    }

    private Statement parseFor(int line) {
        Target target = parseTargets();
        reader.expectName("in");
        Expression iterable = expressions.parseWithoutConditional();
        Expression condition = reader.takeIfName("if") ? expressions.parse() : null;
        if (reader.current().isName("recursive")) {
            throw new JinjaException(line, "recursive loops are not supported");
        }
        expectBlockEnd();
        loopDepth++;
        List<Statement> body = parseUntil(Set.of("else", "endfor"));
        loopDepth--;
        List<Statement> whenEmpty = parseLoopElse();
        return new Statement.For(target, iterable, condition, body, whenEmpty, line);
    }

    private List<Statement> parseLoopElse() {
        boolean hasElse = reader.take().text().equals("else");
        expectBlockEnd();
        return hasElse ? parseBody("endfor") : List.of();
    }

    private Target parseTargets() {
        Target first = parseTarget();
        if (!reader.current().isOperator(",")) {
            return first;
        }
        List<Target> targets = new ArrayList<>(List.of(first));
        while (reader.takeIfOperator(",") && startsTarget()) {
            targets.add(parseTarget());
        }
        return new Target.Unpacked(List.copyOf(targets));
    }

    private boolean startsTarget() {
        return reader.current().isOperator("(")
                || (reader.current().is(Kind.NAME) && !reader.current().isName("in"));
    }

    private Target parseTarget() {
        if (reader.takeIfOperator("(")) {
            reader.enter();
            Target inner = parseTargets();
            reader.leave();
            reader.expectOperator(")");
            return inner;
        }
        Lexeme name = reader.expect(Kind.NAME, "a name to assign to");
        if (reader.takeIfOperator(".")) {
            String field = reader.expect(Kind.NAME, "a field's name").text();
            return new Target.Field(name.text(), field);
        }
        return new Target.Variable(name.text());
    }

    private Statement parseSet(int line) {
        Target target = parseTargets();
        if (reader.takeIfOperator("=")) {
            Expression value = expressions.parseTuple();
            expectBlockEnd();
            return new Statement.SetValue(target, value, line);
        }
        Expression filtered = expressions.parseBlockFilters(true);
        expectBlockEnd();
        return new Statement.SetBlock(target, filtered, parseBody("endset"), line);
    }

    private Statement parseMacro(int line) {
        String name = reader.expect(Kind.NAME, "a macro's name").text();
        Signature signature = parseSignature();
        expectBlockEnd();
        return new Statement.DefineMacro(name, signature, parseOutsideLoop("endmacro"), line);
    }

    private List<Statement> parseOutsideLoop(String end) {
        int outer = loopDepth;
        loopDepth = 0;
        List<Statement> body = parseBody(end);
        loopDepth = outer;
        return body;
    }

    private Signature parseSignature() {
        List<String> parameters = new ArrayList<>();
        List<Expression> defaults = new ArrayList<>();
        reader.expectOperator("(");
        while (!reader.takeIfOperator(")")) {
            parameters.add(reader.expect(Kind.NAME, "a parameter").text());
            if (reader.takeIfOperator("=")) {
                defaults.add(expressions.parse());
            } else if (!defaults.isEmpty()) {
                throw reader.unexpected("'=', as a parameter before it has a default");
            }
            if (!reader.current().isOperator(")")) {
                reader.expectOperator(",");
            }
        }
        return new Signature(List.copyOf(parameters), List.copyOf(defaults));
    }

    private Statement parseCall(int line) {
        boolean hasSignature = reader.current().isOperator("(");
        Signature signature = hasSignature ? parseSignature() : new Signature(List.of(), List.of());
        if (!(expressions.parse() instanceof Expression.Call call)) {
            throw new JinjaException(line, "'call' needs a macro call");
        }
        expectBlockEnd();
        List<Statement> body = parseOutsideLoop("endcall");
        return new Statement.CallBlock(call.callee(), call.arguments(), signature, body, line);
    }

    private Statement parseFilterBlock(int line) {
        Expression filtered = expressions.parseBlockFilters(false);
        expectBlockEnd();
        return new Statement.FilterBlock(filtered, parseBody("endfilter"), line);
    }

    private Statement parseWith(int line) {
        List<Assignment> assignments = new ArrayList<>();
        while (!reader.current().is(Kind.BLOCK_END)) {
            Target target = parseTarget();
            reader.expectOperator("=");
            assignments.add(new Assignment(target, expressions.parse()));
            if (!reader.current().is(Kind.BLOCK_END)) {
                reader.expectOperator(",");
            }
        }
        expectBlockEnd();
        return new Statement.With(List.copyOf(assignments), parseBody("endwith"), line);
    }

    private Statement parseGeneration(int line) {
        expectBlockEnd();
        return new Statement.Group(parseBody("endgeneration"), line);
    }

    private Statement parseLoopControl(Statement control) {
        if (loopDepth == 0) {
            throw new JinjaException(control.line(), "'break' or 'continue' outside a loop");
        }
        expectBlockEnd();
        return control;
    }
}
