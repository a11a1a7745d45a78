package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Arguments.Bound;
import dev.sluice.worker.chat.jinja.Filters.Filter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Filters over lists and mappings as wholes: order, ends, defaults.
final class SequenceFilters {
    private SequenceFilters() {}

    static void register(Map<String, Filter> table) {
        table.put("default", SequenceFilters::defaultTo);
        table.put("d", SequenceFilters::defaultTo);
        table.put("list", (input, arguments, run) -> Values.toList(input));
        table.put("first", (input, arguments, run) -> first(input));
        table.put("last", (input, arguments, run) -> last(input));
        table.put("items", (input, arguments, run) -> items(input));
        table.put("reverse", (input, arguments, run) -> reverse(input));
        table.put("sort", SequenceFilters::sort);
        table.put("dictsort", SequenceFilters::sortMapping);
        table.put("unique", SequenceFilters::unique);
        table.put("min", (input, arguments, run) -> extreme(input, arguments, run, -1));
        table.put("max", (input, arguments, run) -> extreme(input, arguments, run, 1));
        table.put("batch", SequenceFilters::batch);
        table.put("attr", (input, arguments, run) -> attribute(input, arguments, run));
    }

    private static Object defaultTo(Object input, Arguments arguments, Filters run) {
        Bound bound = arguments.bind("default_value", "boolean");
        boolean missing =
                input instanceof Undefined
                        || (bound.flag("boolean", false) && !Values.isTrue(input));
        return missing ? bound.get("default_value", Text.EMPTY) : input;
    }

    private static Object first(Object input) {
        Iterator<Object> items = Values.items(input);
        return items.hasNext() ? items.next() : new Undefined("no first item, the list is empty");
    }

    private static Object last(Object input) {
        List<Object> items = Values.toList(input);
        return items.isEmpty() ? new Undefined("no last item, the list is empty") : items.getLast();
    }

    private static Object items(Object input) {
        return switch (input) {
            case Undefined missing -> new Lazy(List.of());
            case Map<?, ?> map -> new Lazy(Attributes.entries(map));
            default -> throw new JinjaException("'items' needs a mapping");
        };
    }

    private static Object reverse(Object input) {
        if (input instanceof Text text) {
            return text.rewritten(new StringBuilder(text.value()).reverse().toString());
        }
        List<Object> items = Values.toList(input);
        Collections.reverse(items);
        return new Lazy(items);
    }

    private static Object sort(Object input, Arguments arguments, Filters run) {
        Bound bound = arguments.bind("reverse", "case_sensitive", "attribute");
        List<Object> items = Values.toList(input);
        items.sort(order(keys(bound, run), bound.flag("reverse", false)));
        return items;
    }

    /// What items are compared by: an attribute where one is named, in lower case unless told.
    private static UnaryOperator<Object> keys(Bound bound, Filters run) {
        Object attribute = bound.get("attribute", None.NONE);
        boolean caseSensitive = bound.flag("case_sensitive", false);
        return item -> {
            Object key = attribute instanceof None ? item : key(item, attribute, run);
            return caseSensitive ? key : ignoringCase(key);
        };
    }

    /// `attribute='age,name'` compares by the first, then the second.
    private static Object key(Object item, Object attribute, Filters run) {
        if (!(attribute instanceof Text paths) || paths.value().indexOf(',') < 0) {
            return run.path(item, attribute);
        }
        List<Object> keys = new ArrayList<>();
        for (Object path : TextSplitter.split(paths, Text.ofTemplate(","), -1)) {
            keys.add(ignoringCase(run.path(item, path)));
        }
        return new Tuple(keys);
    }

    private static Object ignoringCase(Object key) {
        return key instanceof Text text ? Texts.lower(text) : key;
    }

    private static Comparator<Object> order(UnaryOperator<Object> keys, boolean reversed) {
        Comparator<Object> ascending =
                (one, other) -> Comparing.compare(keys.apply(one), keys.apply(other), "<");
        return reversed ? ascending.reversed() : ascending;
    }

    private static Object sortMapping(Object input, Arguments arguments, Filters run) {
        Bound bound = arguments.bind("case_sensitive", "by", "reverse");
        if (!(input instanceof Map<?, ?> map)) {
            throw new JinjaException("'dictsort' needs a mapping");
        }
        int position = bound.text("by", "key").value().equals("value") ? 1 : 0;
        boolean caseSensitive = bound.flag("case_sensitive", false);
        UnaryOperator<Object> keys =
                entry -> {
                    Object key = ((Tuple) entry).items().get(position);
                    return caseSensitive ? key : ignoringCase(key);
                };
        List<Object> entries = new ArrayList<>(Attributes.entries(map));
        entries.sort(order(keys, bound.flag("reverse", false)));
        return entries;
    }

    private static Object unique(Object input, Arguments arguments, Filters run) {
        Bound bound = arguments.bind("case_sensitive", "attribute");
        UnaryOperator<Object> keys = keys(bound, run);
        List<Object> seen = new ArrayList<>();
        List<Object> kept = new ArrayList<>();
        for (Object item : Values.toList(input)) {
            Object key = keys.apply(item);
            run.budget().spendSteps(seen.size());
            if (!Comparing.contains(seen, key)) {
                seen.add(key);
                kept.add(item);
            }
        }
        return new Lazy(kept);
    }

    private static Object extreme(Object input, Arguments arguments, Filters run, int sign) {
        UnaryOperator<Object> keys = keys(arguments.bind("case_sensitive", "attribute"), run);
        List<Object> items = Values.toList(input);
        if (items.isEmpty()) {
            return new Undefined("no smallest or largest item, the list is empty");
        }
        Object best = items.getFirst();
        for (Object item : items) {
            int comparison = Comparing.compare(keys.apply(item), keys.apply(best), "<");
            best = comparison * sign > 0 ? item : best;
        }
        return best;
    }

    private static Object batch(Object input, Arguments arguments, Filters run) {
        Bound bound = arguments.bind("linecount", "fill_with");
        int size = Math.max(1, bound.count("linecount", 1));
        List<Object> items = Values.toList(input);
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < items.size(); i += size) {
            rows.add(new ArrayList<>(items.subList(i, Math.min(items.size(), i + size))));
        }
        Object fill = bound.get("fill_with", None.NONE);
        if (!(fill instanceof None) && items.size() % size != 0) {
            run.budget().spendSteps(size);
            rows.set(rows.size() - 1, filledUp(items, size, fill));
        }
        return new Lazy(rows);
    }

    private static List<Object> filledUp(List<Object> items, int size, Object fill) {
        int rest = items.size() % size;
        List<Object> row = new ArrayList<>(items.subList(items.size() - rest, items.size()));
        row.addAll(Collections.nCopies(size - rest, fill));
        return row;
    }

    private static Object attribute(Object input, Arguments arguments, Filters run) {
        return run.path(input, arguments.bind("name").required("name"));
    }
}
