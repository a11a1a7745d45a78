package dev.sluice.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Streams chat answers from the gateway and times them. Any number of threads, one request each;
/// an interrupt ends the request.
final class StreamingClient implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration LISTING_MAX = Duration.ofSeconds(10);
    private static final int OK = 200;
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
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_MAX)
                    .build();

    StreamingClient(Target target) {
        this.target = target;
    }

    /// The first model that the gateway serves.
    String firstModel() throws IOException, InterruptedException {
        HttpRequest request = request("/v1/models").timeout(LISTING_MAX).GET().build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        JsonNode json = JSON.readTree(response.body());
        String id = json.path("data").path(0).path("id").asText("");
        if (response.statusCode() != OK || id.isEmpty()) {
            throw new IOException(
                    "the gateway at %s answered %d and names no model: %s"
                            .formatted(
                                    target,
                                    response.statusCode(),
                                    json.path("error").path("message").asText("no reason given")));
        }
        return id;
    }

    /// Asks, reads the answer to its end, and says how that went.
    ///
    /// @param startNanos what the answer's times count from
    Answer ask(String model, int number, int tokensMax, long startNanos) {
        HttpRequest request =
                request("/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body(model, number, tokensMax)))
                        .build();
        try {
            HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
            return read(response, new AnswerTimeline(startNanos));
        } catch (IOException e) {
            return new Answer.Failed(Thread.interrupted() ? "unfinished" : "broken off");
        } catch (InterruptedException e) {
            return new Answer.Failed("unfinished");
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static Answer read(HttpResponse<InputStream> response, AnswerTimeline timeline)
            throws IOException {
        try (InputStream body = response.body();
                var lines =
                        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            if (response.statusCode() != OK) {
                return new Answer.Failed("http " + response.statusCode());
            }
            String line = lines.readLine();
            while (line != null && !timeline.onLine(line, System.nanoTime())) {
                line = lines.readLine();
            }
            return timeline.answer();
        }
    }

    static String body(String model, int number, int tokensMax) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("model", model).put("stream", true).put("temperature", 0);
        body.put("max_tokens", tokensMax);
        body.putObject("stream_options").put("include_usage", true);
        String subject = SUBJECTS.get(number % SUBJECTS.size());
        String text = "%d. Write a long text about %s.".formatted(number, subject);
        body.putArray("messages").addObject().put("role", "user").put("content", text);
        return body.toString();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(target.resolve(path))
                .header("Authorization", "Bearer " + target.apiKey());
    }
}
