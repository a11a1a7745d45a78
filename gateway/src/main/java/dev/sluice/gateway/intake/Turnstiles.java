package dev.sluice.gateway.intake;

import dev.sluice.contracts.TenantId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/// Who goes after whom among the lines that this gateway works on. Thread-safe.
final class Turnstiles {
    private final ConcurrentMap<TenantId, ReentrantLock> byTenant = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, CompletableFuture<Void>> byName = new ConcurrentHashMap<>();

    /// What a line does while it is its turn.
    interface Work<T> {
        T run() throws InterruptedException;
    }

    /// One line of a tenant at a time, in the order in which they came, as for its allowance: a
    /// line that waits for the limits holds up those behind it, which would wait for the same, and
    /// not the topic of quotas.
    <T> T inTurn(TenantId tenant, Work<T> work) throws InterruptedException {
        ReentrantLock turn = byTenant.computeIfAbsent(tenant, _ -> new ReentrantLock(true));
        turn.lockInterruptibly();
        try {
            return work.run();
        } finally {
            turn.unlock();
        }
    }

    /// One line of a name at a time: the second of two finds what became of the first, and does not
    /// publish what the first is about to.
    <T> T alone(String name, Work<T> work) throws InterruptedException {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = byName.putIfAbsent(name, mine);
        while (other != null) {
            await(other);
            other = byName.putIfAbsent(name, mine);
        }
        try {
            return work.run();
        } finally {
            byName.remove(name, mine);
            mine.complete(null);
        }
    }

    private static void await(CompletableFuture<Void> other) throws InterruptedException {
        try {
            other.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody fails it", e);
        }
    }
}
