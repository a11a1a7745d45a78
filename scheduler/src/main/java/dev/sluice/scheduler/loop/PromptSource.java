package dev.sluice.scheduler.loop;

/// Steers the reading of `prompts`. Nothing here waits.
public interface PromptSource {
    /// Reads on after the takeover.
    void resume(int shard);

    /// Stores what a successor must read from, and the epoch that it must exceed. The newest call
    /// counts; a store that fails for good is told by [Input.ShardRevoked].
    void commit(int shard, long nextOffset, long schedulerEpoch);

    /// Takes the shard anew, as if another process had had it: [Input.ShardAcquired] follows if it
    /// still belongs to this one.
    void reacquire(int shard);
}
