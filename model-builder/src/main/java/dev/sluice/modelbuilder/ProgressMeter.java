package dev.sluice.modelbuilder;

import java.util.concurrent.locks.ReentrantLock;

/// Adds up what the worker threads have done and passes it on, one call at a time.
final class ProgressMeter {
    private final BuildProgress progress;
    private final long totalBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private long doneBytes; // guarded by lock

    ProgressMeter(BuildProgress progress, long totalBytes) {
        this.progress = progress;
        this.totalBytes = totalBytes;
    }

    void add(long bytes, String label) {
        lock.lock();
        try {
            doneBytes += bytes;
            progress.update(doneBytes, totalBytes, label);
        } finally {
            lock.unlock();
        }
    }
}
