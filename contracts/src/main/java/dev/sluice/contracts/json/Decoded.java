package dev.sluice.contracts.json;

import dev.sluice.contracts.RequestId;
import org.jspecify.annotations.Nullable;

/// What became of a record's bytes. A malformed one goes to `dead-letters` with its reason, and
/// where it names a request, that request gets a terminal error.
public sealed interface Decoded<E> {
    record Valid<E>(E event) implements Decoded<E> {}

    /// `reason` says what is wrong without quoting the record: it may hold a prompt.
    record Malformed<E>(String reason, @Nullable RequestId requestId) implements Decoded<E> {}
}
