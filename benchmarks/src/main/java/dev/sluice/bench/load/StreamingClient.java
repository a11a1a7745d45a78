package dev.sluice.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.parsetools.RecordParser;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Streams chat answers from the gateway and times them. Any number of threads, one request each;
/// an interrupt ends the request.
///
/// All connections are read by one event loop, which notes the time when a chunk has come: whoever
/// measures a mesh on its own machine takes its processor time, and a thread for each stream would
/// tell how late it was woken rather than when the chunk was there.
public final class StreamingClient implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration LISTING_MAX = Duration.ofSeconds(10);
    private static final int OK = 200;
    private static final int CONNECTIONS_MAX = 4_096;
    private static final int LINE_LENGTH_MAX = 1 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    /// What the requests ask about, in turn. Each begins with its own number, so that no two
    /// prompts share their beginning and none is served from another's cache.
    private static final List<String> SUBJECTS =
            List.of(
                    "a lighthouse",
                    "the history of bread",
                    "how rivers find their way",
                    "a town without clocks",
                    "the work of a bridge builder",
                    "winter in the mountains",
                    "a letter that came too late",
                    "why the sea is salty");

    private final Target target;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final HttpClient http =
            vertx.createHttpClient(
                    new HttpClientOptions().setConnectTimeout((int) CONNECT_MAX.toMillis()),
                    new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));

    public StreamingClient(Target target) {
        this.target = target;
    }

    private record Listing(int status, Buffer body) {}

    /// The first model that the gateway serves.
    public String firstModel() throws IOException, InterruptedException {
        RequestOptions listing =
                target.request(HttpMethod.GET, "/v1/models").setTimeout(LISTING_MAX.toMillis());
        // The body is asked for on the event loop, before the first of its bytes can pass by.
        Future<Listing> answered =
                http.request(listing)
                        .compose(HttpClientRequest::send)
                        .compose(response ->
                                response.body()
                                        .map(body -> new Listing(response.statusCode(), body)));
        Listing got;
        try {
            got = answered.toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException e) {
            throw new IOException("the gateway at " + target + " does not answer", e.getCause());
        }
        int status = got.status();
        JsonNode json = JSON.readTree(got.body().getBytes());
        String id = json.path("data").path(0).path("id").asText("");
        if (status != OK || id.isEmpty()) {
            throw new IOException(
                    "the gateway at %s answered %d and names no model: %s"
                            .formatted(
                                    target,
                                    status,
                                    json.path("error").path("message").asText("no reason given")));
        }
        return id;
    }

    /// Asks, reads the answer to its end, and says how that went.
    ///
    /// @param startNanos what the answer's times count from
    Answer ask(String model, int number, int tokensMax, long startNanos) {
        var reading = new Reading(new AnswerTimeline(startNanos));
        http.request(target.request(HttpMethod.POST, "/v1/chat/completions"))
                .onFailure(reading::onFailure)
                .onSuccess(request -> reading.begin(request, body(model, number, tokensMax)));
        return reading.await();
    }

    @Override
    public void close() {
        vertx.close();
    }

    /// One answer on its way. The event loop's, but for [#await].
    private static final class Reading {
        private final AnswerTimeline timeline;
        private final CompletableFuture<Answer> answer = new CompletableFuture<>();

        Reading(AnswerTimeline timeline) {
            this.timeline = timeline;
        }

        void begin(HttpClientRequest request, String body) {
            request.putHeader("Content-Type", "application/json")
                    .send(body)
                    .onFailure(this::onFailure)
                    .onSuccess(this::read);
            // Who stops waiting stops the answer too.
            var _ =
                    answer.whenComplete((given, _) -> {
                        if (given instanceof Answer.Failed) {
                            var _ = request.reset();
                        }
                    });
        }

        private void read(HttpClientResponse response) {
            if (response.statusCode() != OK) {
                answer.complete(new Answer.Failed("http " + response.statusCode()));
                return;
            }
            RecordParser lines = RecordParser.newDelimited("\n", this::onLine);
            lines.maxRecordSize(LINE_LENGTH_MAX);
            lines.exceptionHandler(this::onFailure);
            response.handler(lines)
                    .exceptionHandler(this::onFailure)
                    .endHandler(_ -> answer.complete(timeline.answer()));
        }

        private void onLine(Buffer line) {
            if (!answer.isDone() && timeline.onLine(line.toString(), System.nanoTime())) {
                answer.complete(timeline.answer());
            }
        }

        private void onFailure(Throwable failure) {
            answer.complete(new Answer.Failed("broken off"));
        }

        Answer await() {
            try {
                return answer.get();
            } catch (InterruptedException e) {
                answer.complete(new Answer.Failed("unfinished"));
                return new Answer.Failed("unfinished");
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    public static String body(String model, int number, int tokensMax) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", model).put("stream", true).put("temperature", 0);
        body.put("max_tokens", tokensMax);
        body.putObject("stream_options").put("include_usage", true);
        String subject = SUBJECTS.get(number % SUBJECTS.size());
        String text = "%d. Write a long text about %s.".formatted(number, subject);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body.toString();
    }
}
