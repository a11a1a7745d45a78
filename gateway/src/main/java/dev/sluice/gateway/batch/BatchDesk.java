package dev.sluice.gateway.batch;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.event.ObjectEvent.BatchCreated;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which batches this gateway runs: the unfinished ones on the shards of the log that the consumer
/// group gave to it, oldest first, so many at a time. A batch that fails on the way is begun again,
/// here or where its shard is by then.
public final class BatchDesk {
    private static final Logger LOG = LoggerFactory.getLogger(BatchDesk.class);

    private final BatchPorts ports;
    private final Supplier<Set<Integer>> ownedShards;
    private final Map<ObjectId, Thread> running = new ConcurrentHashMap<>();
    private volatile boolean isClosed;

    public BatchDesk(BatchPorts ports, Supplier<Set<Integer>> ownedShards) {
        this.ports = ports;
        this.ownedShards = ownedShards;
    }

    /// One look: begins what there is to begin. Called by one thread, again and again.
    public void step() throws InterruptedException {
        int batchesMax = ports.config().runningBatchesMax();
        Set<Integer> shards = ownedShards.get();
        for (BatchCreated batch : Waits.until(ports.store().unfinished(shards, batchesMax))) {
            if (!isClosed && running.size() < batchesMax) {
                running.computeIfAbsent(batch.objectId(), _ -> start(batch, shards));
            }
        }
    }

    /// Batches that run here now.
    public int runningCount() {
        return running.size();
    }

    /// `shards` are those that were ours when it began; the batch's is one of them.
    private Thread start(BatchCreated batch, Set<Integer> shards) {
        return Thread.ofVirtual()
                .name("gateway-batch-" + batch.objectId())
                .start(() -> run(batch, shards));
    }

    private void run(BatchCreated batch, Set<Integer> shards) {
        try {
            new BatchRun(ports, batch, () -> !isClosed && ownedShards.get().containsAll(shards))
                    .run();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            if (!isClosed) {
                tell(batch, e);
                pause();
            }
        } finally {
            running.remove(batch.objectId());
        }
    }

    private static void tell(BatchCreated batch, Exception failure) {
        LOG.atWarn()
                .addKeyValue("objectId", batch.objectId())
                .setCause(failure)
                .log("batch stopped on its way, it begins again");
    }

    private void pause() {
        try {
            Thread.sleep(ports.config().pace().multipliedBy(10));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /// Runs no more of them; what is on the log is another gateway's.
    public void close() {
        isClosed = true;
        running.values().forEach(Thread::interrupt);
    }
}
