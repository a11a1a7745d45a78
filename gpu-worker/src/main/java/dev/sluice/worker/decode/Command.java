package dev.sluice.worker.decode;

/// What other threads ask of the engine thread.
sealed interface Command {
    record Admit(RunningSequence sequence) implements Command {}

    record Cancel(RunningSequence sequence) implements Command {}

    /// Ends an idle wait, nothing else.
    record WakeUp() implements Command {}
}
