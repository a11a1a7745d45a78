package dev.sluice.worker.remote;

import dev.sluice.worker.decode.BatchThread;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.decode.StepObserver;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A [RemoteBatch] on a thread of its own, whose inbox also gets at most
/// [RemoteStream#CHUNKS_WAITING_MAX] chunks and an end of each connection.
public final class RemoteEngine {
    private RemoteEngine() {}

    /// Starts generating.
    ///
    /// @param isServing asks the server whether it has the model; may take its time
    public static Generator start(
            RemoteServer server,
            RemoteLimits limits,
            BooleanSupplier isServing,
            StepObserver observer,
            Consumer<Throwable> onDeath) {
        var inbox = new LinkedBlockingQueue<Runnable>();
        var batch = new RemoteBatch(server, limits, isServing, inbox::add, observer);
        return BatchThread.start("remote engine", limits.slotCount(), batch, inbox, onDeath);
    }
}
