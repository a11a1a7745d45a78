package dev.sluice.worker.models;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads a response body piece by piece, and gives up when none comes for a while: a connection
/// that stalls must not stall the store. One reading thread; the HTTP client's threads feed it.
final class BodyReader implements Flow.Subscriber<List<ByteBuffer>> {
    private sealed interface Signal {}

    private record Piece(List<ByteBuffer> buffers) implements Signal {}

    private record End() implements Signal {}

    private record Failed(Throwable cause) implements Signal {}

    // Bounded by demand: one piece is asked for at a time.
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private final Duration stallMax;
    private volatile Flow.@Nullable Subscription subscription;

    BodyReader(Duration stallMax) {
        this.stallMax = stallMax;
    }

    /// The next piece, or null at the end.
    @Nullable List<ByteBuffer> next() throws IOException, InterruptedException {
        return switch (signals.poll(stallMax.toMillis(), TimeUnit.MILLISECONDS)) {
            case null ->
                    throw new HttpTimeoutException(
                            "nothing came for " + stallMax.toSeconds() + " s");
            case Piece piece -> {
                Objects.requireNonNull(subscription).request(1);
                yield piece.buffers();
            }
            case End end -> null;
            case Failed failed -> throw new IOException(Failures.reason(failed.cause()));
        };
    }

    void cancel() {
        Flow.Subscription running = subscription;
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription newSubscription) {
        subscription = newSubscription;
        newSubscription.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.add(new Piece(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        signals.add(new Failed(cause));
    }

    @Override
    public void onComplete() {
        signals.add(new End());
    }
}
