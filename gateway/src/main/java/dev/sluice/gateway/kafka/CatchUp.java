package dev.sluice.gateway.kafka;

import dev.sluice.gateway.store.LogProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Those who wait until the tables have what is on the log now. Thread-safe; the projection's loop
/// answers.
final class CatchUp implements LogProgress {
    private final Duration patience;
    private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile Runnable wake = () -> {};

    CatchUp(Duration patience) {
        this.patience = patience;
    }

    /// What has the loop look here soon.
    void onWait(Runnable wakeLoop) {
        wake = wakeLoop;
    }

    @Override
    public CompletionStage<Void> caughtUp() {
        CompletableFuture<Void> caughtUp = new CompletableFuture<>();
        synchronized (this) {
            waiting.add(caughtUp);
        }
        asked.countDown();
        wake.run();
        return caughtUp.orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Returns when somebody waits for the first time, or after `patience`.
    void awaitFirst(Duration patience) throws InterruptedException {
        var _ = asked.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Lets go of [#awaitFirst].
    void stop() {
        asked.countDown();
    }

    synchronized boolean isAwaited() {
        return !waiting.isEmpty();
    }

    /// Everybody who waits now; the caller looks at the log's end after this call.
    synchronized List<CompletableFuture<Void>> take() {
        List<CompletableFuture<Void>> taken = List.copyOf(waiting);
        waiting.clear();
        return taken;
    }
}
