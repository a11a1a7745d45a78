package dev.sluice.modelbuilder.gguf;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The key-value part of a GGUF file with typed access: a missing key or a value of another type is
/// a damaged file, reported with the file's and the key's name.
public final class GgufMetadata {
    private final String fileName;
    private final Map<String, GgufValue> values;

    GgufMetadata(String fileName, Map<String, GgufValue> values) {
        this.fileName = fileName;
        this.values = values;
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public String text(String name) {
        return required(name, textIn(name));
    }

    public Optional<String> textIfPresent(String name) {
        return textIn(name);
    }

    public long wholeOr(String name, long fallback) {
        return wholeIfPresent(name).orElse(fallback);
    }

    public Optional<Long> wholeIfPresent(String name) {
        return read(name, "a whole number", GgufMetadata::wholeOf);
    }

    /// A size that later code allocates by, so it is bounded on both sides.
    public int size(String name, int limit) {
        return sizeIfPresent(name, limit)
                .orElseThrow(() -> new DamagedModelException(missing(name)));
    }

    public Optional<Integer> sizeIfPresent(String name, int limit) {
        return wholeIfPresent(name).map(value -> requireSize(name, value, limit));
    }

    public double real(String name) {
        return required(name, read(name, "a number", GgufMetadata::realOf));
    }

    public Optional<Boolean> truthIfPresent(String name) {
        return read(
                name,
                "true or false",
                value ->
                        value instanceof GgufValue.Truth(boolean truth)
                                ? Optional.of(truth)
                                : Optional.empty());
    }

    public List<String> texts(String name) {
        return required(name, items(name, "strings", GgufMetadata::textOf));
    }

    public Optional<List<Long>> wholesIfPresent(String name) {
        return items(name, "whole numbers", GgufMetadata::wholeOf);
    }

    public List<Double> reals(String name) {
        return required(name, items(name, "numbers", GgufMetadata::realOf));
    }

    private int requireSize(String name, long value, int limit) {
        if (value < 1 || value > limit) {
            throw new DamagedModelException(
                    "%s is damaged: %s is %s, allowed is 1 to %d"
                            .formatted(fileName, name, Long.toUnsignedString(value), limit));
        }
        return (int) value;
    }

    private Optional<String> textIn(String name) {
        return read(name, "a string", GgufMetadata::textOf);
    }

    private <T> Optional<List<T>> items(
            String name, String kind, Function<GgufValue, Optional<T>> item) {
        return read(
                name,
                "a list of " + kind,
                value ->
                        value instanceof GgufValue.Items(List<GgufValue> items)
                                ? allOf(items, item)
                                : Optional.empty());
    }

    private static <T> Optional<List<T>> allOf(
            List<GgufValue> items, Function<GgufValue, Optional<T>> item) {
        List<T> converted = items.stream().map(item).flatMap(Optional::stream).toList();
        return converted.size() == items.size() ? Optional.of(converted) : Optional.empty();
    }

    private static Optional<String> textOf(GgufValue value) {
        return value instanceof GgufValue.Text(String text) ? Optional.of(text) : Optional.empty();
    }

    private static Optional<Long> wholeOf(GgufValue value) {
        return value instanceof GgufValue.Whole(long whole) ? Optional.of(whole) : Optional.empty();
    }

    private static Optional<Double> realOf(GgufValue value) {
        return switch (value) {
            case GgufValue.Real(double real) -> Optional.of(real);
            case GgufValue.Whole(long whole) -> Optional.of((double) whole);
            case GgufValue.Truth _, GgufValue.Text _, GgufValue.Items _ -> Optional.empty();
        };
    }

    private <T> Optional<T> read(
            String name, String kind, Function<GgufValue, Optional<T>> conversion) {
        GgufValue value = values.get(name);
        if (value == null) {
            return Optional.empty();
        }
        Optional<T> converted = conversion.apply(value);
        if (converted.isEmpty()) {
            throw new DamagedModelException(
                    "%s is damaged: metadata key %s is %s, expected %s"
                            .formatted(fileName, name, value.getClass().getSimpleName(), kind));
        }
        return converted;
    }

    private <T> T required(String name, Optional<T> value) {
        return value.orElseThrow(() -> new DamagedModelException(missing(name)));
    }

    private String missing(String name) {
        return "%s is damaged: metadata key %s is missing".formatted(fileName, name);
    }
}
