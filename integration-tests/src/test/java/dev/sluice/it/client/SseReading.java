package dev.sluice.it.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A response of server-sent events, read as far as the test asks. Comments are left out. Used by
/// one thread; closing it is what the mesh sees as a client that leaves.
public final class SseReading implements AutoCloseable {
    private final HttpResponse<InputStream> response;
    private final BufferedReader lines;
    private final List<SseEvent> events = new ArrayList<>();

    SseReading(HttpResponse<InputStream> response) {
        this.response = response;
        this.lines =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    public int status() {
        return response.statusCode();
    }

    public String requestId() {
        return response.headers().firstValue("X-Request-Id").orElseThrow();
    }

    /// The next event; empty at the end.
    public Optional<SseEvent> next() {
        try {
            SseEvent event = readEvent();
            if (event != null) {
                events.add(event);
            }
            return Optional.ofNullable(event);
        } catch (IOException e) {
            throw new UncheckedIOException("after " + events.size() + " events", e);
        }
    }

    /// Reads until that many events have come that add text.
    public SseReading untilTexts(int count) {
        long texts = texts().size();
        while (texts < count) {
            SseEvent event =
                    next().orElseThrow(() -> new AssertionError("it ended before: " + events));
            texts += event.text().isEmpty() ? 0 : 1;
        }
        return this;
    }

    /// Reads to the end.
    public SseReading toEnd() {
        while (next().isPresent()) {
            // Each is kept.
        }
        return this;
    }

    /// What was read so far.
    public List<SseEvent> events() {
        return List.copyOf(events);
    }

    /// Those of them that add text.
    public List<SseEvent> texts() {
        return events.stream().filter(event -> !event.text().isEmpty()).toList();
    }

    /// The answer as far as it was read.
    public String text() {
        return String.join("", events.stream().map(SseEvent::text).toList());
    }

    public List<String> ids() {
        return events.stream().map(SseEvent::id).filter(id -> id != null).toList();
    }

    /// The bytes of the events, without comments.
    public String frames() {
        return String.join("", events.stream().map(SseEvent::frame).toList());
    }

    /// The same of those that carry an id: the others (`[DONE]`) are the connection's, not the
    /// stream's.
    public String framesWithIds() {
        return String.join(
                "",
                events.stream().filter(event -> event.id() != null).map(SseEvent::frame).toList());
    }

    private @Nullable SseEvent readEvent() throws IOException {
        var frame = new StringBuilder();
        String id = null;
        String data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("data: ")) {
                data = line.substring(6);
            } else if (line.isEmpty() && data != null) {
                return new SseEvent(id, data, frame.append('\n').toString(), System.nanoTime());
            }
            if (!line.startsWith(":") && !line.isEmpty()) {
                frame.append(line).append('\n');
            }
        }
        return null;
    }

    @Override
    public void close() {
        try {
            response.body().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
