package dev.sluice.gateway.metrics;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Times one request, from the arrival of its first byte, by the records that reach its client.
/// Choices are timed each for itself. Belongs to the request's event loop.
public final class AnswerTimings {
    private final GatewayMetrics metrics;
    private final long arrivedNanos;
    private String pool = "";
    private final Map<RequestId, Long> lastTokenNanos = new HashMap<>();

    /// `arrivedNanos` and later times are readings of one monotonic clock.
    public AnswerTimings(GatewayMetrics metrics, long arrivedNanos) {
        this.metrics = metrics;
        this.arrivedNanos = arrivedNanos;
    }

    public void apply(StreamEvent event, long nowNanos) {
        switch (event) {
            case StreamStarted started -> pool = started.pool().value();
            case TextStreamed text -> onText(text.requestId(), nowNanos);
            case StreamFinished finished -> onFinished(finished, nowNanos);
        }
    }

    private void onText(RequestId choice, long nowNanos) {
        Long lastNanos = lastTokenNanos.put(choice, nowNanos);
        if (lastNanos == null) {
            metrics.onFirstToken(pool, Duration.ofNanos(nowNanos - arrivedNanos));
        } else {
            metrics.onNextToken(pool, Duration.ofNanos(nowNanos - lastNanos));
        }
    }

    private void onFinished(StreamFinished finished, long nowNanos) {
        Failure failure = finished.failure();
        FinishReason reason = finished.reason();
        if (failure != null) {
            metrics.onFailure(failure.code());
        } else if (reason != null) {
            metrics.onSuccess(pool, reason, Duration.ofNanos(nowNanos - arrivedNanos));
        }
    }
}
