package dev.sluice.worker.simulated;

import dev.sluice.worker.decode.BatchThread;
import dev.sluice.worker.decode.Generator;
import dev.sluice.worker.decode.StepObserver;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// A [SimulatedBatch] on a thread of its own.
public final class SimulatedThread {
    private SimulatedThread() {}

    public static Generator start(
            int slotCount,
            Pace pace,
            Vocabulary vocabulary,
            StepObserver observer,
            Consumer<Throwable> onDeath) {
        return BatchThread.start(
                "simulated engine",
                slotCount,
                new SimulatedBatch(slotCount, pace, vocabulary, observer),
                new LinkedBlockingQueue<>(),
                onDeath);
    }
}
