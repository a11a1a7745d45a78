package dev.sluice.scheduler.placement;

import dev.sluice.contracts.WorkerId;
import dev.sluice.scheduler.queueing.BoundedMemory;
import dev.sluice.scheduler.queueing.PromptShape;
import org.jspecify.annotations.Nullable;

/// Which worker was given a prompt's prefix last: its KV cache may still hold it. Remembers the
/// blocks that were given out most recently, each by the hash of the text up to its end. A wrong
/// answer costs a prefill that the right one would have saved, and nothing else.
public final class PrefixDirectory {
    private final boolean enabled;
    private final BoundedMemory<Long, WorkerId> workers;

    public PrefixDirectory(int prefixCountMax) {
        enabled = prefixCountMax > 0;
        workers = new BoundedMemory<>(Math.max(1, prefixCountMax));
    }

    public void onAssigned(PromptShape shape, WorkerId workerId) {
        for (int block = 0; enabled && block < shape.blockCount(); block++) {
            workers.forget(shape.hashUpTo(block));
            workers.put(shape.hashUpTo(block), workerId);
        }
    }

    /// Who has the longest prefix; null for nobody.
    public @Nullable WorkerId find(PromptShape shape) {
        for (int block = shape.blockCount() - 1; block >= 0; block--) {
            WorkerId workerId = workers.get(shape.hashUpTo(block));
            if (workerId != null) {
                return workerId;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return workers.entries().toString();
    }
}
