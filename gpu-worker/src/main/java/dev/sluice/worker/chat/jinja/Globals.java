package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Arguments.Bound;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The functions every template can call, Hugging Face's two among them.
final class Globals {
    private final Budget budget;
    private final LocalDateTime now;

    Globals(Budget budget, LocalDateTime now) {
        this.budget = budget;
        this.now = now;
    }

    void defineIn(Scope scope) {
        scope.set("raise_exception", (Callable) Globals::raise);
        scope.set("strftime_now", (Callable) this::formatNow);
        scope.set("range", (Callable) this::range);
        scope.set("namespace", (Callable) Globals::namespace);
        scope.set("dict", (Callable) arguments -> mapping(arguments));
        scope.set("joiner", (Callable) Globals::joiner);
    }

    private static Object raise(Arguments arguments) {
        Object message = arguments.bind("message").required("message");
        throw new JinjaException(Values.requireText(message, "message").value());
    }

    private Object formatNow(Arguments arguments) {
        Object format = arguments.bind("format").required("format");
        return Text.ofTemplate(Strftime.format(Values.requireText(format, "format").value(), now));
    }

    private Object range(Arguments arguments) {
        Bound bound = arguments.bind("start", "stop", "step");
        boolean onlyStop = !bound.has("stop");
        long start = onlyStop ? 0 : bound.count("start", 0);
        long stop = onlyStop ? bound.count("start", 0) : bound.count("stop", 0);
        long step = bound.count("step", 1);
        if (step == 0) {
            throw new JinjaException("range step is 0");
        }
        List<Object> numbers = new ArrayList<>();
        for (long i = start; step > 0 ? i < stop : i > stop; i += step) {
            budget.spendSteps(1);
            numbers.add(i);
        }
        return numbers;
    }

    private static Object namespace(Arguments arguments) {
        Namespace namespace = new Namespace();
        mapping(arguments).forEach((name, value) -> namespace.set(((Text) name).value(), value));
        return namespace;
    }

    private static Map<Object, Object> mapping(Arguments arguments) {
        Map<Object, Object> fields = new LinkedHashMap<>();
        for (Object given : arguments.positional()) {
            if (!(given instanceof Map<?, ?> map)) {
                throw new JinjaException("needs a mapping, not " + Values.typeName(given));
            }
            map.forEach((key, value) -> fields.put(Values.requireText(key, "key"), value));
        }
        arguments.named().forEach((name, value) -> fields.put(Text.ofTemplate(name), value));
        return fields;
    }

    /// A separator that is empty the first time it is asked for.
    private static Object joiner(Arguments arguments) {
        Text separator = arguments.bind("sep").text("sep", ", ");
        boolean[] used = {false};
        return (Callable)
                none -> {
                    Text answer = used[0] ? separator : Text.EMPTY;
                    used[0] = true;
                    return answer;
                };
    }
}
