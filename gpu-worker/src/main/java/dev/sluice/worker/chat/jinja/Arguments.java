package dev.sluice.worker.chat.jinja;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A call's evaluated arguments.
record Arguments(List<Object> positional, Map<String, Object> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(Object... positional) {
        return new Arguments(List.of(positional), Map.of());
    }

    /// Checks the arguments against a function's parameters, in order.
    Bound bind(String... parameters) {
        List<String> known = Arrays.asList(parameters);
        if (positional.size() > parameters.length) {
            throw new JinjaException(
                    "takes "
                            + parameters.length
                            + " arguments, "
                            + positional.size()
                            + " were given");
        }
        for (String name : named.keySet()) {
            if (!known.contains(name)) {
                throw new JinjaException("unexpected argument '" + name + "'");
            }
        }
        return new Bound(this, known);
    }

    /// The arguments from the `from`-th positional one on.
    Arguments skip(int from) {
        return new Arguments(positional.subList(from, positional.size()), named);
    }

    /// Arguments by parameter name.
    record Bound(Arguments arguments, List<String> parameters) {
        boolean has(String name) {
            return parameters.indexOf(name) < arguments.positional().size()
                    || arguments.named().containsKey(name);
        }

        Object get(String name, Object otherwise) {
            int index = parameters.indexOf(name);
            return index < arguments.positional().size()
                    ? arguments.positional().get(index)
                    : arguments.named().getOrDefault(name, otherwise);
        }

        Object required(String name) {
            if (!has(name)) {
                throw new JinjaException("argument '" + name + "' is missing");
            }
            return get(name, None.NONE);
        }

        Text text(String name, String otherwise) {
            return Values.requireText(get(name, Text.ofTemplate(otherwise)), name);
        }

        boolean flag(String name, boolean otherwise) {
            return Values.isTrue(get(name, otherwise));
        }

        int count(String name, int otherwise) {
            return Numbers.requireInt(get(name, (long) otherwise), name);
        }
    }
}
