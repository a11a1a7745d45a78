package dev.sluice.it.survival;

import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.SseEvent;
import dev.sluice.it.client.SseReading;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A client that wants its whole answer. It asks until a gateway accepts it; when its connection
/// breaks it goes on at the next gateway, behind the last id it has. Used by one thread.
final class PersistentClient {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final List<Gateway> gateways;
    private final AtomicInteger textCount;
    private final long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    private final List<Integer> ids = new ArrayList<>();
    private final Set<Integer> refusals = new TreeSet<>();
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder frames = new StringBuilder();
    private String requestId = "";
    private int turn;
    private int reconnects;
    private long lastNanos;
    private long longestGapNanos;
    private long longestGapBegunNanos;
    private @Nullable String error;
    private boolean isDone;

    /// @param textCount counts the pieces of text that all clients of a crowd have
    PersistentClient(List<Gateway> gateways, int firstGateway, AtomicInteger textCount) {
        this.gateways = gateways;
        this.turn = firstGateway;
        this.textCount = textCount;
    }

    /// What a client has in the end. `errorCode` null: the answer is complete. `refusals` are the
    /// HTTP statuses before it was accepted.
    record Answer(
            String requestId,
            List<Integer> ids,
            String text,
            String frames,
            @Nullable String errorCode,
            int reconnects,
            Set<Integer> refusals,
            Duration longestGap,
            long longestGapBegunNanos) {}

    /// Asks, and reads to the end.
    Answer ask(Chat chat) {
        SseReading reading = accepted(chat);
        while (!read(reading)) {
            reading = reopened();
            reconnects++;
        }
        return new Answer(
                requestId,
                List.copyOf(ids),
                text.toString(),
                frames.toString(),
                error,
                reconnects,
                Set.copyOf(refusals),
                Duration.ofNanos(longestGapNanos),
                longestGapBegunNanos);
    }

    private SseReading accepted(Chat chat) {
        while (true) {
            try {
                SseReading reading = next().stream(chat);
                if (reading.status() == 200) {
                    requestId = reading.requestId();
                    return reading;
                }
                refusals.add(reading.status());
                reading.close();
            } catch (UncheckedIOException down) {
                // The next one may be up.
            }
            pause();
        }
    }

    private SseReading reopened() {
        while (true) {
            try {
                String query = ids.isEmpty() ? "" : "?starting_after=" + ids.getLast();
                SseReading reading = next().resume(requestId, query);
                if (reading.status() == 200) {
                    return reading;
                }
                reading.close();
            } catch (UncheckedIOException down) {
                // The next one may be up.
            }
            pause();
        }
    }

    private Gateway next() {
        return gateways.get(turn++ % gateways.size());
    }

    private void pause() {
        if (System.nanoTime() > deadlineNanos) {
            throw new AssertionError(
                    "request '%s' has no end after %d s, %d records, %d reconnects"
                            .formatted(requestId, PATIENCE.toSeconds(), ids.size(), reconnects));
        }
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    /// Whether the stream came to its end.
    private boolean read(SseReading reading) {
        try (reading) {
            for (var event = reading.next(); event.isPresent(); event = reading.next()) {
                take(event.get());
            }
        } catch (UncheckedIOException broken) {
            return false;
        }
        return isDone;
    }

    private void take(SseEvent event) {
        if (event.isDone()) {
            isDone = true;
            return;
        }
        if (event.id() != null) {
            ids.add(Integer.parseInt(event.id()));
            frames.append(event.frame());
        }
        if (!event.errorCode().isEmpty() && event.id() != null) {
            error = event.errorCode();
            isDone = true;
        }
        if (!event.text().isEmpty()) {
            text.append(event.text());
            noteGap(event.atNanos());
            textCount.incrementAndGet();
        }
    }

    /// Between two pieces of text; the wait for the first is not one.
    private void noteGap(long nowNanos) {
        if (lastNanos != 0 && nowNanos - lastNanos > longestGapNanos) {
            longestGapNanos = nowNanos - lastNanos;
            longestGapBegunNanos = lastNanos;
        }
        lastNanos = nowNanos;
    }
}
