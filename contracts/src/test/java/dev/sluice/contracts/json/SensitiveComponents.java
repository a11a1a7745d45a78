package dev.sluice.contracts.json;

import dev.sluice.contracts.SensitiveText;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;

/// Finds prompts and answers in the types of an event.
final class SensitiveComponents {
    private SensitiveComponents() {}

    /// Whether a text of a prompt or an answer is somewhere inside.
    static boolean in(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments())
                    .anyMatch(SensitiveComponents::in);
        }
        Class<?> plain = (Class<?>) type;
        if (plain == SensitiveText.class) {
            return true;
        }
        if (plain.isSealed()) {
            return Arrays.stream(plain.getPermittedSubclasses()).anyMatch(SensitiveComponents::in);
        }
        return plain.isRecord()
                && Arrays.stream(plain.getRecordComponents())
                        .map(RecordComponent::getGenericType)
                        .anyMatch(SensitiveComponents::in);
    }
}
