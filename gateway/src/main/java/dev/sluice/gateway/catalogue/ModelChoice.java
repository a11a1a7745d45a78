package dev.sluice.gateway.catalogue;

/// Which model a request means.
public sealed interface ModelChoice {
    record Served(ServedModel model) implements ModelChoice {}

    record Unknown(String name) implements ModelChoice {}

    /// The request names none, and there is not exactly one.
    record Ambiguous(int modelCount) implements ModelChoice {}

    /// The gateway has not read yet what is served.
    record NotYetKnown() implements ModelChoice {}
}
