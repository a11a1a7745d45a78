package dev.sluice.gateway.batch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.sluice.contracts.event.ObjectEvent.Flaw;
import dev.sluice.gateway.admission.BatchReader;
import dev.sluice.gateway.json.StrictJson;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads lines of requests, of a batch's file or an intake: `custom_id`, `method`, `url`, `body`.
/// What is wrong with a line is said without quoting it. Thread-safe.
public final class LineReader {
    /// A body has 32 levels, and the line is around it.
    private static final int NESTING_MAX = 33;

    static final int CUSTOM_ID_LENGTH_MAX = 512;

    /// No line's `url`.
    private static final String ANY_ENDPOINT = "";

    private final StrictJson json;
    private final int lineBytesMax;

    public LineReader(int lineBytesMax) {
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

    /// A line that names its own route, or what is wrong with it; then `customId` is there where it
    /// could be read all the same.
    public sealed interface RoutedReading {
        record Sound(BatchLine line, BatchEndpoint endpoint) implements RoutedReading {}

        record Flawed(@Nullable String customId, String message, @Nullable String param)
                implements RoutedReading {}
    }

    /// `url` says what route the line is for.
    public RoutedReading readRouted(byte[] line) {
        return parsed(
                line,
                LineReader::routed,
                flawed -> new RoutedReading.Flawed(null, flawed.message(), flawed.param()));
    }

    private static RoutedReading routed(@Nullable Object value) {
        Optional<BatchEndpoint> endpoint =
                value instanceof Map<?, ?> fields && fields.get("url") instanceof String url
                        ? BatchEndpoint.of(url)
                        : Optional.empty();
        return switch (of(value, endpoint.map(BatchEndpoint::path).orElse(ANY_ENDPOINT))) {
            case Reading.Sound(BatchLine sound) ->
                    new RoutedReading.Sound(sound, endpoint.orElseThrow());
            case Reading.Flawed flawed ->
                    new RoutedReading.Flawed(customId(value), flawed.message(), flawed.param());
        };
    }

    private static @Nullable String customId(@Nullable Object value) {
        return value instanceof Map<?, ?> fields
                        && fields.get("custom_id") instanceof String customId
                        && !customId.isEmpty()
                        && customId.length() <= CUSTOM_ID_LENGTH_MAX
                ? customId
                : null;
    }

    /// `endpoint` is the route that the batch is for.
    Reading read(byte[] line, String endpoint) {
        return parsed(line, value -> of(value, endpoint), flawed -> flawed);
    }

    private <T> T parsed(
            byte[] line, Function<@Nullable Object, T> reader, Function<Reading.Flawed, T> flawed) {
        try {
            return reader.apply(json.parse(line));
        } catch (CharacterCodingException e) {
            return flawed.apply(flawed("invalid_json_line", "the line is not valid UTF-8", null));
        } catch (JsonProcessingException e) {
            return flawed.apply(flawed("invalid_json_line", "the line is not valid JSON", null));
        }
    }

    private static Reading of(@Nullable Object value, String endpoint) {
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
        if (endpoint.equals(ANY_ENDPOINT) || !endpoint.equals(fields.get("url"))) {
            String expected =
                    endpoint.equals(ANY_ENDPOINT)
                            ? "must be one of " + String.join(", ", BatchReader.ENDPOINTS)
                            : "must be the batch's endpoint, " + endpoint;
            return flawed("mismatched_url", expected, "url");
        }
        if (!(fields.get("body") instanceof Map<?, ?>)) {
            return flawed("missing_required_parameter", "an object is needed", "body");
        }
        return new Reading.Sound(new BatchLine(customId, fields.get("body")));
    }

    static Reading.Flawed flawed(String code, String message, @Nullable String param) {
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
