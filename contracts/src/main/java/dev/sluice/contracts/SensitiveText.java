package dev.sluice.contracts;

/// Text of a prompt or of an answer. It prints its length only, so that it cannot reach a log line
/// by way of a `toString()`.
public record SensitiveText(String value) {
    public static final SensitiveText EMPTY = new SensitiveText("");

    @Override
    public String toString() {
        return "[" + value.length() + " characters]";
    }
}
