package dev.sluice.worker.decode;

/// The answer to `admit`, given at once. Only an accepted sequence is ever reported to its
/// listener.
public sealed interface Admission {
    /// The sequence will run, and its listener will be told how it ended.
    record Accepted() implements Admission {}

    /// Nothing was changed. `message` has what, value and limit.
    record Refused(Reason reason, String message) implements Admission {}

    enum Reason {
        /// Slots and waiting places are taken.
        QUEUE_FULL,
        /// A sequence of the same key is open.
        ALREADY_OPEN,
        /// The prompt is empty or leaves no room for an answer.
        PROMPT_LENGTH,
        /// A token id that the model does not have.
        UNKNOWN_TOKEN,
        /// The loop has ended.
        STOPPED
    }

    static Admission refused(Reason reason, String message) {
        return new Refused(reason, message);
    }
}
