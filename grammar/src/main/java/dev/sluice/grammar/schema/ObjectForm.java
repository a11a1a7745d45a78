package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.automaton.ProgramBuilder;
import dev.sluice.grammar.regex.TextEncoding;
import dev.sluice.grammar.schema.SchemaCompiler.Part;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `object`: the named properties in their order, those that are not required each there or not;
/// then, if the schema allows them expressly, others.
final class ObjectForm {
    private final ProgramBuilder builder;
    private final AnyJson anyJson;
    private final Part part;

    ObjectForm(ProgramBuilder builder, AnyJson anyJson, Part part) {
        this.builder = builder;
        this.anyJson = anyJson;
        this.part = part;
    }

    /// One named property.
    private record Property(
            String name, @Nullable Object schema, String path, boolean isRequired) {}

    int emit(Keywords schema, int next) {
        boolean isFree =
                !schema.hasAny(
                        "properties",
                        "required",
                        "additionalProperties",
                        "minProperties",
                        "maxProperties");
        if (isFree) {
            return anyJson.object(next);
        }
        List<Property> properties = properties(schema);
        Object others = others(schema);
        if (properties.isEmpty() && !Boolean.FALSE.equals(others)) {
            return map(schema, others, next);
        }
        checkCounts(schema, properties, others);
        return named(schema, properties, others, next);
    }

    /// The schema of properties that are not named, `false` for none.
    private static @Nullable Object others(Keywords schema) {
        if (schema.has("additionalProperties")) {
            return schema.any("additionalProperties");
        }
        return !schema.hasAny("properties", "required");
    }

    private static List<Property> properties(Keywords schema) {
        Set<String> required = required(schema);
        List<Property> properties = new ArrayList<>();
        Map<?, ?> stated = schema.object("properties");
        stated.forEach((key, value) -> {
            String name = String.valueOf(key);
            String path = schema.at("properties") + "." + name;
            properties.add(new Property(name, value, path, required.remove(name)));
        });
        for (String name : required) {
            // Required and not described: whatever additionalProperties lets through.
            Object any =
                    schema.has("additionalProperties") ? schema.any("additionalProperties") : true;
            properties.add(new Property(name, any, schema.at("required"), true));
        }
        return properties;
    }

    private static Set<String> required(Keywords schema) {
        Set<String> names = new LinkedHashSet<>();
        for (Object name : schema.list("required")) {
            if (!(name instanceof String text)) {
                throw GrammarException.invalid(
                        schema.at("required"), "a list of names is expected");
            }
            names.add(text);
        }
        return names;
    }

    private static void checkCounts(
            Keywords schema, List<Property> properties, @Nullable Object others) {
        long required = properties.stream().filter(Property::isRequired).count();
        boolean canBeOthers = !Boolean.FALSE.equals(others);
        if (schema.count("minProperties", 0) > required) {
            schema.refuse("is supported up to the number of required properties", "minProperties");
        }
        int max = schema.count("maxProperties", Integer.MAX_VALUE);
        if (canBeOthers ? max != Integer.MAX_VALUE : max < properties.size()) {
            schema.refuse("is supported where all named properties may stand", "maxProperties");
        }
    }

    /// Any names. Why no more than one at least: that two names differ is not kept track of.
    private int map(Keywords schema, @Nullable Object others, int next) {
        int min = schema.count("minProperties", 0);
        int max = schema.count("maxProperties", ProgramBuilder.UNBOUNDED);
        if (min > 1) {
            schema.refuse("is supported as 0 or 1 where names are free", "minProperties");
        }
        if (min > max) {
            throw GrammarException.invalid(
                    schema.at("minProperties"), "is " + min + ", but maxProperties is " + max);
        }
        int value = part.emit(others, schema.at("additionalProperties"), builder.end());
        int member =
                JsonText.emit(builder, 0, ProgramBuilder.UNBOUNDED, AnyJson.colon(builder, value));
        return AnyJson.list(builder, '{', member, '}', min, max, next);
    }

    /// From the last property to the first, in two chains: `first` has written none yet, `later`
    /// begins with a comma.
    private int named(
            Keywords schema, List<Property> properties, @Nullable Object others, int next) {
        int end = builder.oneByte('}', next);
        int first = end;
        int later = end;
        if (!Boolean.FALSE.equals(others)) {
            int other = other(schema, properties, others);
            int another = AnyJson.comma(builder, other);
            later = builder.repeat(0, ProgramBuilder.UNBOUNDED, another, end);
            first = builder.split(end, builder.repeat(1, 1, other, later));
        }
        for (Property property : properties.reversed()) {
            int value = part.emit(property.schema(), property.path(), later);
            byte[] name = JsonLiterals.quoted(property.name());
            int member = builder.literal(name, AnyJson.colon(builder, value));
            int separated = AnyJson.comma(builder, member);
            boolean isRequired = property.isRequired();
            first = isRequired ? member : builder.split(member, first);
            later = isRequired ? separated : builder.split(separated, later);
        }
        return builder.oneByte('{', first);
    }

    /// A member whose name is none of the named ones.
    private int other(Keywords schema, List<Property> properties, @Nullable Object others) {
        int value = part.emit(others, schema.at("additionalProperties"), builder.end());
        int end = builder.oneByte('"', AnyJson.colon(builder, value));
        List<String> names = properties.stream().map(Property::name).toList();
        return builder.oneByte('"', new OtherNames(builder, TextEncoding.JSON, names).emit(end));
    }
}
