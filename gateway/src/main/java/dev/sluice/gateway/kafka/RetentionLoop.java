package dev.sluice.gateway.kafka;

import dev.sluice.gateway.store.FileContents;
import dev.sluice.gateway.store.GatewayStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Forgets responses, files and batches that are past their retention, once an hour.
final class RetentionLoop implements Loop.Body {
    private static final Duration PAUSE = Duration.ofHours(1);

    private final GatewayStore store;
    private final FileContents contents;
    private final Duration keep;
    private final InstantSource clock;
    private final CountDownLatch stop = new CountDownLatch(1);

    RetentionLoop(GatewayStore store, FileContents contents, Duration keep, InstantSource clock) {
        this.store = store;
        this.contents = contents;
        this.keep = keep;
        this.clock = clock;
    }

    /// Waits first: a start has other things to do.
    @Override
    public void step() throws InterruptedException {
        if (stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        Instant before = clock.instant().minus(keep);
        try {
            store.forget(before);
            contents.forget(before);
        } catch (SQLException e) {
            throw new IllegalStateException("old rows cannot be deleted", e);
        } catch (IOException e) {
            throw new UncheckedIOException("old contents cannot be deleted", e);
        }
    }

    @Override
    public void reset() {
        // It holds nothing.
    }

    @Override
    public void wake() {
        stop.countDown();
    }
}
