package dev.sluice.gateway.admin;

import dev.sluice.gateway.admission.BadField;
import dev.sluice.gateway.admission.Fields;
import dev.sluice.gateway.admission.Refusal;
import org.jspecify.annotations.Nullable;

/// What became of an administrator's request: a value, or the reason why not.
public sealed interface Reading<T> {
    record Understood<T>(T value) implements Reading<T> {}

    record Refused<T>(Refusal refusal) implements Reading<T> {}

    /// Reads one kind of body.
    interface Form<T> {
        T read(Fields body) throws BadField;
    }

    /// Reads a body; fields that the form does not ask for are refused.
    static <T> Reading<T> of(@Nullable Object json, Form<T> form) {
        try {
            Fields body = Fields.ofBody(json);
            T value = form.read(body);
            body.refuseOthers();
            return new Understood<>(value);
        } catch (BadField e) {
            return new Refused<>(e.refusal());
        }
    }
}
