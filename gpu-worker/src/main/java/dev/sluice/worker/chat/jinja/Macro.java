package dev.sluice.worker.chat.jinja;

import dev.sluice.worker.chat.jinja.Statement.Signature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A macro and the scope it was defined in. Spare arguments are its `varargs` and `kwargs`.
final class Macro implements Callable {
    static final String CALLER = "caller";

    private final String name;
    private final Signature signature;
    private final List<Statement> body;
    private final Scope home;
    private final Executor executor;

    Macro(String name, Signature signature, List<Statement> body, Scope home, Executor executor) {
        this.name = name;
        this.signature = signature;
        this.body = body;
        this.home = home;
        this.executor = executor;
    }

    @Override
    public Object call(Arguments arguments) {
        return call(arguments, null);
    }

    Object call(Arguments arguments, @Nullable Macro caller) {
        Scope scope = new Scope(home);
        Map<String, Object> named = new LinkedHashMap<>(arguments.named());
        List<String> parameters = signature.parameters();
        for (int i = 0; i < parameters.size(); i++) {
            scope.set(parameters.get(i), argument(i, arguments, named, scope));
        }
        int used = Math.min(parameters.size(), arguments.positional().size());
        scope.set("varargs", new Tuple(arguments.skip(used).positional()));
        scope.set("kwargs", keywords(named));
        if (caller != null) {
            scope.set(CALLER, caller);
        }
        return executor.render(body, scope);
    }

    private Object argument(
            int index, Arguments arguments, Map<String, Object> named, Scope scope) {
        if (index < arguments.positional().size()) {
            return arguments.positional().get(index);
        }
        String parameter = signature.parameters().get(index);
        Object given = named.remove(parameter);
        return given == null ? defaultOf(index, parameter, scope) : given;
    }

    private Object defaultOf(int index, String parameter, Scope scope) {
        int optional = index - (signature.parameters().size() - signature.defaults().size());
        return optional < 0
                ? new Undefined("parameter '" + parameter + "' of '" + name + "' was not provided")
                : executor.evaluator().evaluate(signature.defaults().get(optional), scope);
    }

    private static Map<Object, Object> keywords(Map<String, Object> named) {
        Map<Object, Object> keywords = new LinkedHashMap<>();
        named.forEach((key, value) -> keywords.put(Text.ofTemplate(key), value));
        return keywords;
    }
}
