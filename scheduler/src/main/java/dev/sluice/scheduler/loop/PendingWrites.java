package dev.sluice.scheduler.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// What a step has written and is not yet acknowledged. Owned by the loop thread.
final class PendingWrites {
    private record Pending(int shard, CompletableFuture<Void> written) {}

    private final List<Pending> pending = new ArrayList<>();

    void add(int shard, CompletableFuture<Void> written) {
        pending.add(new Pending(shard, written));
    }

    /// Waits for all; returns the shards that a write failed for.
    Set<Integer> settle() throws InterruptedException {
        Set<Integer> failed = new TreeSet<>();
        for (Pending write : pending) {
            try {
                write.written().get();
            } catch (ExecutionException e) {
                failed.add(write.shard());
            }
        }
        pending.clear();
        return failed;
    }

    void clear() {
        pending.clear();
    }
}
