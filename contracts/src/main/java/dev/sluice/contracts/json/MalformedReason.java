package dev.sluice.contracts.json;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Says what is wrong with a record, and where, without quoting it: the library's own messages may
/// hold a prompt, and so may the keys of a map.
final class MalformedReason {
    private static final Pattern COMPONENT_NAME = Pattern.compile("[a-zA-Z]{1,40}");

    private MalformedReason() {}

    static String of(IOException e) {
        return switch (broken(e)) {
            case StreamConstraintsException _ -> "the record is nested too deep or too long";
            case JsonParseException _ -> "the record is not JSON";
            case JsonMappingException mapping -> place(mapping) + ": " + why(mapping);
            default -> "the record is not JSON";
        };
    }

    /// What broke while reading, out of what the mapper put around it.
    private static Throwable broken(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StreamConstraintsException
                    || cause instanceof JsonParseException) {
                return cause;
            }
        }
        return e;
    }

    private static String place(JsonMappingException e) {
        String path =
                e.getPath().stream().map(MalformedReason::step).collect(Collectors.joining("."));
        return path.isEmpty() ? "record" : path;
    }

    private static String step(Reference step) {
        if (step.getFieldName() == null) {
            return "[" + step.getIndex() + "]";
        }
        return step.getFrom() instanceof Map ? "[key]" : step.getFieldName();
    }

    private static String why(JsonMappingException e) {
        return switch (e) {
            case InvalidTypeIdException _ -> "unknown variant";
            case ValueInstantiationException refused -> refusal(refused.getCause());
            // From ValueModule, whose checks quote nothing.
            case JsonMappingException own
                    when own.getCause() instanceof IllegalArgumentException c ->
                    String.valueOf(c.getMessage());
            default -> "not of the expected type";
        };
    }

    /// An event's own constructor refused: its messages name components, counts and limits.
    private static String refusal(@Nullable Throwable cause) {
        return switch (cause) {
            case IllegalArgumentException bound -> String.valueOf(bound.getMessage());
            case NullPointerException missing -> missing(missing.getMessage());
            case null, default -> "not of the expected type";
        };
    }

    private static String missing(@Nullable String component) {
        return component != null && COMPONENT_NAME.matcher(component).matches()
                ? component + " is missing"
                : "a component is missing";
    }
}
