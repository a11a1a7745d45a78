package dev.sluice.worker.kafka;

import dev.sluice.worker.decode.SequenceKey;
import dev.sluice.worker.decode.StepObserver;
import dev.sluice.worker.decode.StepReport;

/// Lets the records of a step leave when the step is over.
record ReleasingObserver(StepObserver metrics, TokenOutbox outbox) implements StepObserver {
    @Override
    public void onStep(StepReport report) {
        outbox.release();
        metrics.onStep(report);
    }

    @Override
    public void onListenerFailed(SequenceKey key, RuntimeException failure) {
        metrics.onListenerFailed(key, failure);
    }
}
