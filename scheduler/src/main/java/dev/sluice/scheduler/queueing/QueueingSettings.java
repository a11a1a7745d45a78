package dev.sluice.scheduler.queueing;

/// The bounds of one shard's queue and memory.
///
/// @param waitingCountMax most requests that wait; one more is refused
/// @param waitingBytesMax most bytes of prompts that wait; a request beyond is refused
/// @param finishedCountMax most ids of ended requests that are remembered against duplicates
public record QueueingSettings(int waitingCountMax, long waitingBytesMax, int finishedCountMax) {
    public QueueingSettings {
        if (waitingCountMax < 1) {
            throw new IllegalArgumentException(
                    "waiting-count-max is " + waitingCountMax + ", must be at least 1");
        }
        if (waitingBytesMax < 1) {
            throw new IllegalArgumentException(
                    "waiting-bytes-max is " + waitingBytesMax + ", must be at least 1");
        }
        if (finishedCountMax < 1) {
            throw new IllegalArgumentException(
                    "finished-count-max is " + finishedCountMax + ", must be at least 1");
        }
    }
}
