package dev.sluice.gateway.batch;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Waits on a thread of one's own for what others do, bounded.
public final class Waits {
    private static final long SECONDS_MAX = 60;

    private Waits() {}

    /// Fails with what the stage failed with.
    public static <T> T until(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get(SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new CompletionException(e);
        }
    }
}
