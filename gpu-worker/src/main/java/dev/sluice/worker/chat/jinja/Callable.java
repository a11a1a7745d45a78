package dev.sluice.worker.chat.jinja;

/// Anything that `name(arguments)` can call: a macro, a method of a value, a global function.
@FunctionalInterface
interface Callable {
    Object call(Arguments arguments);
}
