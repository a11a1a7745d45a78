package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.event.Priority;

/// The bounds of one shard's queue and memory, and whose turn it is.
///
/// @param waitingCountMax most requests of one class that wait, but for BATCH; one more is refused
/// @param batchWaitingCountMax the same for BATCH
/// @param waitingBytesMax most bytes of prompts of one class that wait; a request beyond is refused
/// @param finishedCountMax most ids of ended requests that are remembered against duplicates
/// @param passedOverMax most requests that go past a less urgent class that waits
/// @param weights the tenants' shares
public record QueueingSettings(
        int waitingCountMax,
        int batchWaitingCountMax,
        long waitingBytesMax,
        int finishedCountMax,
        int passedOverMax,
        TenantWeights weights) {
    public QueueingSettings {
        atLeastOne("waiting-count-max", waitingCountMax);
        atLeastOne("batch-waiting-count-max", batchWaitingCountMax);
        atLeastOne("waiting-bytes-max", waitingBytesMax);
        atLeastOne("finished-count-max", finishedCountMax);
        atLeastOne("passed-over-max", passedOverMax);
    }

    private static void atLeastOne(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + " is " + value + ", must be at least 1");
        }
    }

    public int waitingCountMax(Priority priority) {
        return priority == Priority.BATCH ? batchWaitingCountMax : waitingCountMax;
    }
}
