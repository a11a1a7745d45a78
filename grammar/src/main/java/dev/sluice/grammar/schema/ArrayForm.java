package dev.sluice.grammar.schema;

import dev.sluice.grammar.GrammarException;
import dev.sluice.grammar.automaton.ProgramBuilder;
import dev.sluice.grammar.schema.SchemaCompiler.Part;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `array`: elements with a schema each, then any number with one for all.
final class ArrayForm {
    private final ProgramBuilder builder;
    private final Part part;

    ArrayForm(ProgramBuilder builder, Part part) {
        this.builder = builder;
        this.part = part;
    }

    int emit(Keywords schema, int next) {
        int min = schema.count("minItems", 0);
        int max = schema.count("maxItems", ProgramBuilder.UNBOUNDED);
        if (min > max) {
            throw GrammarException.invalid(
                    schema.at("minItems"), "is " + min + ", but maxItems is " + max);
        }
        if (schema.flag("uniqueItems") && max > 1) {
            throw GrammarException.unsupported(schema.at("uniqueItems"), "is not supported");
        }
        List<?> first = schema.list("prefixItems");
        String firstPath = schema.at("prefixItems");
        @Nullable Object rest = schema.any("items");
        if (rest instanceof List<?> draft7) {
            // Before draft 2020-12 `items` had both meanings.
            schema.refuse("is not supported beside a list of items", "prefixItems");
            first = draft7;
            firstPath = schema.at("items");
            rest = false;
        } else if (!schema.has("items")) {
            rest = first.isEmpty();
        }
        return emit(schema, first, firstPath, rest, min, max, next);
    }

    private int emit(
            Keywords schema,
            List<?> first,
            String firstPath,
            @Nullable Object rest,
            int min,
            int max,
            int next) {
        int count = Math.min(first.size(), max);
        int end = builder.oneByte(']', next);
        int open = rest(schema, rest, min, max, count, end);
        boolean canBeEmpty = min == 0;
        int filled = open;
        for (int i = count - 1; i >= 0; i--) {
            int element = part.emit(first.get(i), firstPath + "[" + i + "]", filled);
            int separated = i == 0 ? element : AnyJson.comma(builder, element);
            filled = i >= min ? builder.split(end, separated) : separated;
        }
        return builder.oneByte('[', canBeEmpty ? builder.split(end, filled) : filled);
    }

    /// What follows the elements that have a schema of their own, closing bracket included.
    private int rest(Keywords schema, @Nullable Object rest, int min, int max, int count, int end) {
        int missing = Math.max(0, min - count);
        if (max == count || Boolean.FALSE.equals(rest)) {
            return missing == 0 ? end : builder.deadEnd();
        }
        int element = part.emit(rest, schema.at("items"), builder.end());
        int left = max == ProgramBuilder.UNBOUNDED ? max : max - count;
        int another = AnyJson.comma(builder, element);
        if (count > 0) {
            return builder.repeat(missing, left, another, end);
        }
        int leftMore = left == ProgramBuilder.UNBOUNDED ? left : left - 1;
        int more = builder.repeat(Math.max(0, missing - 1), leftMore, another, end);
        return builder.repeat(1, 1, element, more);
    }
}
