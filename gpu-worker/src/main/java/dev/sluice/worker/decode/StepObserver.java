package dev.sluice.worker.decode;

/// Turns steps into metrics. Called on the engine thread; must not block.
public interface StepObserver {
    /// After every step that did something.
    void onStep(StepReport report);

    /// A listener threw from `onFinished`. The sequence is gone either way.
    default void onListenerFailed(SequenceKey key, RuntimeException failure) {}
}
