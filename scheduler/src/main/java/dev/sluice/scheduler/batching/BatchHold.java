package dev.sluice.scheduler.batching;

import dev.sluice.scheduler.placement.Worker;
import java.time.Duration;

/// Whether what would go to a worker now waits for more to go with it: a prefill of several prompts
/// is one engine pass, and each pass makes the running sequences wait. The knobs are those of the
/// field's dynamic batchers (preferred size, longest queue delay).
///
/// An idle worker is given `sizePreferred` requests, one with a running batch at least `sizeMin`;
/// fewer wait until the oldest of them has waited for `waitMax`. Nothing waits for what cannot
/// come: when the worker's last slot is filled, they go.
public final class BatchHold {
    private final BatchingSettings settings;

    public BatchHold(BatchingSettings settings) {
        this.settings = settings;
    }

    /// Whether all of them wait on.
    ///
    /// @param count requests that would go
    /// @param oldestWaited how long the oldest of them has waited
    public boolean holds(Worker worker, int count, Duration oldestWaited) {
        int wanted = worker.isIdle() ? settings.sizePreferred() : settings.sizeMin();
        return count < wanted
                && count < worker.freeSlots()
                && oldestWaited.compareTo(settings.waitMax()) < 0;
    }
}
