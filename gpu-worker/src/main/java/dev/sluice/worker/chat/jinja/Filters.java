package dev.sluice.worker.chat.jinja;

import java.util.HashMap;
import java.util.Map;

/// `value | name(arguments)`: Jinja2's filters that chat templates use. One instance per rendering;
/// the table of filters is shared and fixed.
final class Filters {
    private static final Map<String, Filter> TABLE = new HashMap<>();

    private final Budget budget;
    private final Attributes attributes;

    @FunctionalInterface
    interface Filter {
        /// Filters one value; `run` is the rendering, for filters that apply others or need its
        /// budget.
        Object apply(Object input, Arguments arguments, Filters run);
    }

    static {
        TextFilters.register(TABLE);
        NumberFilters.register(TABLE);
        SequenceFilters.register(TABLE);
        SelectionFilters.register(TABLE);
    }

    Filters(Budget budget, Attributes attributes) {
        this.budget = budget;
        this.attributes = attributes;
    }

    Object apply(String name, Object input, Arguments arguments) {
        Filter filter = TABLE.get(name);
        if (filter == null) {
            throw new JinjaException("no filter named '" + name + "'");
        }
        return filter.apply(input, arguments, this);
    }

    static boolean exists(String name) {
        return TABLE.containsKey(name);
    }

    Budget budget() {
        return budget;
    }

    /// The text a filter works on: any value as `{{ value }}` would print it.
    Text text(Object value) {
        return PythonPrinter.str(value, budget);
    }

    /// `attribute='a.b.0'`: each step an item or a field; missing ones stay undefined to the end.
    Object path(Object value, Object path) {
        if (!(path instanceof Text steps)) {
            return attributes.item(value, path);
        }
        Object current = value;
        for (Object step : TextSplitter.split(steps, Text.ofTemplate("."), -1)) {
            current = attributes.item(current, indexOrName((Text) step));
        }
        return current;
    }

    private static Object indexOrName(Text step) {
        boolean isIndex = !step.isEmpty() && step.value().chars().allMatch(Characters::isDigit);
        return isIndex ? (Object) Long.valueOf(step.value()) : step;
    }
}
