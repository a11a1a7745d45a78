package dev.sluice.bench.crowd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.load.Target;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A crowd before a server that knows what it did to each.
final class CrowdTest {
    private static final int STREAMS = 6;
    private static final int CONNECTIONS = 10;
    private static final long EVERY_MILLIS = 20;

    private final Vertx vertx = Vertx.vertx();
    private final Queue<String> joined = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger idle = new AtomicInteger();
    private HttpServer server = vertx.createHttpServer();

    @BeforeEach
    void start() throws Exception {
        server =
                server.requestHandler(this::answer)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void answer(HttpServerRequest request) {
        String path = Objects.requireNonNullElse(request.path(), "");
        if (path.equals("/health/live")) {
            idle.incrementAndGet();
            request.response().end();
        } else if (path.startsWith("/v1/streams/")) {
            joined.add(path);
            begin(request.response(), "again");
        } else {
            int number = asked.getAndIncrement();
            begin(request.response(), "stream-" + number);
        }
    }

    /// One event now and then, for ever; of the second stream only the first two, and the third
    /// leaves one out.
    private void begin(HttpServerResponse response, String id) {
        response.setChunked(true).putHeader("X-Request-Id", id).write(": accepted\n");
        int[] next = {0};
        long timer =
                vertx.setPeriodic(
                        EVERY_MILLIS,
                        _ -> {
                            if (response.ended() || response.closed()) {
                                return;
                            }
                            next[0] += id.equals("stream-9") && next[0] == 3 ? 2 : 1;
                            response.write("id: " + next[0] + "\ndata: {\"choices\":[]}\n\n");
                            if (id.equals("stream-8") && next[0] == 2) {
                                response.end();
                            }
                        });
        response.closeHandler(_ -> vertx.cancelTimer(timer));
    }

    @Test
    void tellsWhatWasDroppedAndWhatWasMissed() throws Exception {
        // Given
        var target = new Target(URI.create("http://127.0.0.1:" + server.actualPort()), "sk");
        var plan = new Crowd.Plan(CONNECTIONS, STREAMS, Duration.ofMillis(500), "m", 64);

        // When
        StreamsReport report;
        try (CrowdClient client = new CrowdClient(target, CONNECTIONS)) {
            report = new Crowd(plan, client, null, Duration.ofMillis(100)).measure();
        }

        // Then
        Tally.Count count = report.count();
        assertThat(idle).hasValue(CONNECTIONS);
        assertThat(asked).hasValue(2 * STREAMS);
        assertThat(joined)
                .hasSize(CONNECTIONS - STREAMS)
                .allMatch(path -> path.startsWith("/v1/streams/stream-"));
        assertThat(count.openedCount()).isEqualTo(CONNECTIONS);
        assertThat(count.losses()).containsEntry("ended early", 1).hasSize(1);
        assertThat(report.isComplete()).isFalse();
        assertThat(count.eventCount()).isGreaterThan(CONNECTIONS);
        assertThat(count.gaps().percentileMillis(50)).isGreaterThan(EVERY_MILLIS / 2.0);
        assertThat(report.json().path("dropped").asInt()).isOne();
        assertThat(report.text()).contains("cannot be looked at");
    }
}
