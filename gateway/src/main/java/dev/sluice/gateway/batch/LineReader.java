package dev.sluice.gateway.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.contracts.event.ObjectEvent.Flaw;
import dev.sluice.gateway.json.StrictJson;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the lines of a batch's file: `custom_id`, `method`, `url`, `body`. What is wrong with a
/// line is said without quoting it. Thread-safe.
public final class LineReader {
    /// A body has 32 levels, and the line is around it.
    private static final int NESTING_MAX = 33;

    static final int CUSTOM_ID_LENGTH_MAX = 512;

    private final StrictJson json;
    private final int lineBytesMax;

    LineReader(int lineBytesMax) {
        this.lineBytesMax = lineBytesMax;
        this.json = new StrictJson(NESTING_MAX, lineBytesMax);
    }

    int lineBytesMax() {
        return lineBytesMax;
    }

    /// A line, or what is wrong with it.
    sealed interface Reading {
        record Sound(BatchLine line) implements Reading {}

        record Flawed(String code, String message, @Nullable String param) implements Reading {}
    }

    /// `endpoint` is the route that the batch is for.
    Reading read(byte[] line, String endpoint) {
        Object value;
        try {
            value = json.parse(line);
        } catch (CharacterCodingException e) {
            return flawed("invalid_json_line", "the line is not valid UTF-8", null);
        } catch (JsonProcessingException e) {
            return flawed("invalid_json_line", "the line is not valid JSON", null);
        }
        return value instanceof Map<?, ?> fields
                ? read(fields, endpoint)
                : flawed("invalid_json_line", "the line is no JSON object", null);
    }

    private static Reading read(Map<?, ?> fields, String endpoint) {
        if (!(fields.get("custom_id") instanceof String customId) || customId.isEmpty()) {
            return flawed("missing_required_parameter", "a text is needed", "custom_id");
        }
        if (customId.length() > CUSTOM_ID_LENGTH_MAX) {
            return flawed(
                    "invalid_value",
                    "has " + customId.length() + " characters, allowed are " + CUSTOM_ID_LENGTH_MAX,
                    "custom_id");
        }
        if (!"POST".equals(fields.get("method"))) {
            return flawed("invalid_method", "must be POST", "method");
        }
        if (!endpoint.equals(fields.get("url"))) {
            return flawed("mismatched_url", "must be the batch's endpoint, " + endpoint, "url");
        }
        if (!(fields.get("body") instanceof Map<?, ?>)) {
            return flawed("missing_required_parameter", "an object is needed", "body");
        }
        return new Reading.Sound(new BatchLine(customId, fields.get("body")));
    }

    static Reading flawed(String code, String message, @Nullable String param) {
        return new Reading.Flawed(code, message, param);
    }

    static Flaw flawOf(Reading.Flawed flawed, int line) {
        String message =
                flawed.param() == null
                        ? flawed.message()
                        : flawed.param() + ": " + flawed.message();
        return new Flaw(flawed.code(), message, line + 1, flawed.param());
    }
}
