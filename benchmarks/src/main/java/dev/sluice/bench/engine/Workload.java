package dev.sluice.bench.engine;

/// What is timed: so many steps of a running batch, or one prompt.
sealed interface Workload {
    record Decode(int sequenceCount) implements Workload {}

    record Prefill(int promptTokenCount) implements Workload {}
}
