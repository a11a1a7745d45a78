package dev.sluice.gateway.http;

import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.OpenStreams;
import java.time.Duration;

/// What happens when the process is told to stop: no new requests, the open ones go on, and those
/// that are still open shortly before the HTTP server closes are told how to go on elsewhere.
///
/// Why a shutdown hook: the container tells its beans only after it has closed the HTTP server, and
/// a closed connection looks like a client that left, whose request would be cancelled.
final class Farewell implements Runnable {
    /// Enough to write an error to each connection.
    private static final Duration WRITE_TIME = Duration.ofSeconds(2);

    private static final long STEP_MILLIS = 50;

    private final OpenStreams openStreams;
    private final Duration patience;

    /// `shutdownTimeout`: how long the container waits for open HTTP requests.
    Farewell(OpenStreams openStreams, Duration shutdownTimeout) {
        this.openStreams = openStreams;
        Duration patience = shutdownTimeout.minus(WRITE_TIME);
        this.patience = patience.isNegative() ? Duration.ZERO : patience;
    }

    void install() {
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("gateway-farewell").unstarted(this));
    }

    @Override
    public void run() {
        openStreams.refuseNew();
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        try {
            while (openStreams.readerCount() > 0 && System.nanoTime() < deadlineNanos) {
                Thread.sleep(STEP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        openStreams.cutAll(Cut.GATEWAY_STOPS);
    }
}
