package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Filters.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/// Filters that go through items one by one: `map`, `select`, `reject` and their `attr` forms.
final class SelectionFilters {
    private SelectionFilters() {}

    static void register(Map<String, Filter> table) {
        table.put("map", SelectionFilters::map);
        table.put("select", (input, arguments, run) -> select(input, arguments, run, false, true));
        table.put("reject", (input, arguments, run) -> select(input, arguments, run, false, false));
        table.put(
                "selectattr", (input, arguments, run) -> select(input, arguments, run, true, true));
        table.put(
                "rejectattr",
                (input, arguments, run) -> select(input, arguments, run, true, false));
    }

    private static Object map(Object input, Arguments arguments, Filters run) {
        List<Object> mapped = new ArrayList<>();
        for (Object item : Values.toList(input)) {
            run.budget().spendSteps(1);
            mapped.add(mapOne(item, arguments, run));
        }
        return new Lazy(mapped);
    }

    private static Object mapOne(Object item, Arguments arguments, Filters run) {
        Object attribute = arguments.named().get("attribute");
        if (arguments.positional().isEmpty() && attribute != null) {
            Object value = run.path(item, attribute);
            boolean missing = value instanceof Undefined;
            return missing ? arguments.named().getOrDefault("default", value) : value;
        }
        return run.apply(firstName(arguments, 0, "map"), item, arguments.skip(1));
    }

    private static String firstName(Arguments arguments, int index, String filter) {
        if (index >= arguments.positional().size()) {
            throw new JinjaException("'" + filter + "' needs the name of a filter or test");
        }
        return Values.requireText(arguments.positional().get(index), filter).value();
    }

    /// @param byAttribute the first argument names what is looked at
    /// @param keep whether items that pass the test stay or go
    private static Object select(
            Object input, Arguments arguments, Filters run, boolean byAttribute, boolean keep) {
        int testIndex = byAttribute ? 1 : 0;
        if (byAttribute && arguments.positional().isEmpty()) {
            throw new JinjaException("an attribute to select by is missing");
        }
        Predicate<Object> test = test(arguments, testIndex, run.budget());
        List<Object> selected = new ArrayList<>();
        for (Object item : Values.toList(input)) {
            run.budget().spendSteps(1);
            Object tested = byAttribute ? run.path(item, arguments.positional().getFirst()) : item;
            if (test.test(tested) == keep) {
                selected.add(item);
            }
        }
        return new Lazy(selected);
    }

    private static Predicate<Object> test(Arguments arguments, int testIndex, Budget budget) {
        if (testIndex >= arguments.positional().size()) {
            return Values::isTrue;
        }
        String name = firstName(arguments, testIndex, "select");
        Arguments rest = arguments.skip(testIndex + 1);
        return value -> ValueTests.apply(name, value, rest, budget);
    }
}
