package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.automaton.ProgramBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns a schema into nodes, keyword by keyword. What a `$ref` names is a rule of its own, made
/// once, so that a schema may contain itself. Used once, by one thread.
///
/// `properties` are written in their order. Where `additionalProperties` does not stand, none but
/// the named ones are written, `strict` or not: such texts satisfy the schema either way.
public final class SchemaCompiler {
    private static final int NESTING_MAX = 64;

    private final ProgramBuilder builder;
    private final References references;
    private final AnyJson anyJson;
    private final ObjectForm objects;
    private final ArrayForm arrays;
    private final Map<String, Integer> rules = new HashMap<>();
    private final List<String> unwritten = new ArrayList<>();
    private final SelfReferences selfReferences = new SelfReferences();

    /// The rule being written, while no byte of it has been; null behind its first byte.
    private @Nullable String untouchedRule;

    private int nesting;

    private SchemaCompiler(ProgramBuilder builder, @Nullable Object root) {
        this.builder = builder;
        this.references = new References(root);
        this.anyJson = new AnyJson(builder);
        this.objects = new ObjectForm(builder, anyJson, this::inside);
        this.arrays = new ArrayForm(builder, this::inside);
    }

    /// The start of the texts that satisfy a schema.
    public static int compile(ProgramBuilder builder, @Nullable Object schema) {
        return new SchemaCompiler(builder, schema).compile();
    }

    /// The start of all objects.
    public static int anyObject(ProgramBuilder builder) {
        return new AnyJson(builder).object(builder.end());
    }

    /// Writes a part of a schema.
    interface Part {
        int emit(@Nullable Object schema, String path, int next);
    }

    private int compile() {
        int start = ruleOf("#");
        while (!unwritten.isEmpty()) {
            String reference = unwritten.removeLast();
            untouchedRule = reference;
            String path = References.pathOf(reference);
            int body = value(references.resolve(reference, path), path, builder.end());
            builder.define(ruleOf(reference), body);
        }
        selfReferences.refuseCycles();
        return start;
    }

    private int ruleOf(String reference) {
        Integer known = rules.get(reference);
        if (known != null) {
            return known;
        }
        int rule = builder.rule();
        rules.put(reference, rule);
        unwritten.add(reference);
        return rule;
    }

    /// A part behind the first byte of what it is part of.
    private int inside(@Nullable Object schema, String path, int next) {
        String untouched = untouchedRule;
        untouchedRule = null;
        int start = value(schema, path, next);
        untouchedRule = untouched;
        return start;
    }

    private int value(@Nullable Object schema, String path, int next) {
        if (schema instanceof Boolean isAllowed) {
            return isAllowed ? anyJson.value(next) : builder.deadEnd();
        }
        if (++nesting > NESTING_MAX) {
            throw GrammarException.tooLarge(path, "is nested deeper than " + NESTING_MAX);
        }
        int start = combined(Keywords.of(schema, path), next);
        nesting--;
        return start;
    }

    private int combined(Keywords schema, int next) {
        if (schema.has("$ref")) {
            return reference(schema, next);
        }
        if (schema.has("allOf")) {
            return value(Merging.allOf(schema, references), schema.path(), next);
        }
        if (schema.has("anyOf")) {
            return choice(schema, "anyOf", next);
        }
        if (schema.has("oneOf")) {
            return choice(schema, "oneOf", next);
        }
        return plain(schema, next);
    }

    private int reference(Keywords schema, int next) {
        String reference = References.nameIn(schema);
        Keywords rest = schema.without("$ref");
        if (!rest.constraints().isEmpty()) {
            Object target = references.target(schema);
            return value(Merging.merge(rest, target), schema.path(), next);
        }
        references.resolve(reference, schema.at("$ref"));
        if (untouchedRule != null) {
            selfReferences.add(untouchedRule, reference);
        }
        return builder.call(ruleOf(reference), next);
    }

    private int choice(Keywords schema, String keyword, int next) {
        Keywords rest = schema.without(keyword);
        List<?> branches = schema.filledList(keyword);
        if (keyword.equals("oneOf")) {
            Apartness.require(schema, branches, references);
        }
        List<Integer> ways = new ArrayList<>();
        for (int i = 0; i < branches.size(); i++) {
            String path = schema.at(keyword) + "[" + i + "]";
            Object branch = branches.get(i);
            boolean isAlone = rest.constraints().isEmpty();
            ways.add(value(isAlone ? branch : Merging.merge(rest, branch), path, next));
        }
        return builder.split(ways);
    }

    private int plain(Keywords schema, int next) {
        if (schema.hasAny("enum", "const")) {
            return JsonLiterals.oneOf(builder, Enumeration.of(schema), next);
        }
        List<String> types = Types.of(schema);
        if (types.isEmpty()) {
            return anyJson.value(next);
        }
        List<Integer> ways = new ArrayList<>();
        for (String type : types) {
            ways.add(typed(type, schema, next));
        }
        return builder.split(ways);
    }

    private int typed(String type, Keywords schema, int next) {
        return switch (type) {
            case "null" -> word("null", next);
            case "boolean" -> builder.split(word("true", next), word("false", next));
            case "integer" -> NumberForm.integer(builder, schema, next);
            case "number" -> NumberForm.number(builder, schema, next);
            case "string" -> TextForm.emit(builder, schema, next);
            case "array" -> arrays.emit(schema, next);
            case "object" -> objects.emit(schema, next);
            default -> throw new IllegalStateException(type);
        };
    }

    private int word(String text, int next) {
        return builder.literal(text.getBytes(StandardCharsets.US_ASCII), next);
    }
}
