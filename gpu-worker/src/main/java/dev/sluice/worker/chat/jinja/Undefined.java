package dev.sluice.worker.chat.jinja;

/// What a missing variable, attribute or item evaluates to: empty when printed or looped over,
/// false in a condition, an error in anything else.
///
/// @param reason the message of that error
record Undefined(String reason) {
    static Undefined variable(String name) {
        return new Undefined("'" + name + "' is undefined");
    }

    static Undefined attribute(Object owner, String name) {
        return new Undefined(
                "value of type " + Values.typeName(owner) + " has no attribute '" + name + "'");
    }

    static Undefined item(Object owner) {
        return new Undefined("value of type " + Values.typeName(owner) + " has no such item");
    }

    JinjaException failure() {
        return new JinjaException(reason);
    }
}
