package dev.sluice.bench.engine;

/// What is timed: so many steps of a running batch, one prompt, or requests through the decode
/// loop.
sealed interface Workload {
    /// Of the engine alone.
    sealed interface Pass extends Workload {}

    record Decode(int sequenceCount) implements Pass {}

    record Prefill(int promptTokenCount) implements Pass {}

    /// Together, from prompt to end.
    record Requests(int requestCount) implements Workload {}
}
