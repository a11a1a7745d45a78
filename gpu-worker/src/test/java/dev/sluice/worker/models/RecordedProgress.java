package dev.sluice.worker.models;

import java.util.ArrayList;
import java.util.List;

/// Keeps what it hears.
final class RecordedProgress implements ModelProgress {
    private final List<String> failures = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private long lastDone;
    private long lastTotal;

    @Override
    public synchronized void onProgress(Step step, String label, long doneBytes, long totalBytes) {
        if (steps.isEmpty() || steps.getLast() != step) {
            steps.add(step);
        }
        if (step == Step.FETCH) {
            lastDone = doneBytes;
            lastTotal = totalBytes;
        }
    }

    @Override
    public synchronized void onSourceFailed(String source, String reason) {
        failures.add(source + ": " + reason);
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /// The steps in order, repetitions left out.
    synchronized List<Step> steps() {
        return List.copyOf(steps);
    }

    synchronized long lastFetchedBytes() {
        return lastDone;
    }

    synchronized long lastFetchTotal() {
        return lastTotal;
    }
}
