package dev.sluice.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.standalone.console.OperatorFailure;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// HTTP calls to one gateway. Every failure is an [OperatorFailure] that names the gateway's
/// address.
public final class GatewayClient {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(5);
    private static final Duration ANSWER_MAX = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Endpoint endpoint;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_MAX)
                    .build();

    public GatewayClient(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /// A status code and the body that came with it.
    public record Answer(int status, String body) {
        public boolean isSuccess() {
            return status >= 200 && status < 300;
        }

        /// The body as JSON; missing where it is none.
        public JsonNode json() {
            return parse(body);
        }
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /// `text` as one segment of a path.
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// The answer to `GET path`, whatever its status.
    public Answer get(String path) {
        var response =
                send(request(path).timeout(ANSWER_MAX).GET(), HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body());
    }

    /// The JSON that `GET path` answers; any status but success is a failure.
    public JsonNode getJson(String path) {
        return successful(get(path));
    }

    /// The JSON that `POST path` with this body answers; any status but success is a failure.
    public JsonNode postJson(String path, JsonNode body) {
        var request =
                request(path)
                        .timeout(ANSWER_MAX)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        return answered(request);
    }

    /// The JSON that `DELETE path` answers; any status but success is a failure.
    public JsonNode deleteJson(String path) {
        return answered(request(path).timeout(ANSWER_MAX).DELETE());
    }

    private JsonNode answered(HttpRequest.Builder request) {
        var response = send(request, HttpResponse.BodyHandlers.ofString());
        return successful(new Answer(response.statusCode(), response.body()));
    }

    private JsonNode successful(Answer answer) {
        if (!answer.isSuccess()) {
            throw refused(answer);
        }
        return answer.json();
    }

    /// Sends `body` and reads the answer as it comes. No time limit: a long queue is no failure.
    public AnswerStream stream(String path, JsonNode body) {
        var request =
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        var response = send(request, HttpResponse.BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            throw refused(new Answer(response.statusCode(), textOf(response.body())));
        }
        return new AnswerStream(response.body());
    }

    static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(endpoint.resolve(path))
                .header("Authorization", "Bearer " + endpoint.apiKey());
    }

    private <T> HttpResponse<T> send(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request.build(), handler);
        } catch (IOException e) {
            throw new OperatorFailure(
                    "no gateway answers at %s (%s): start one with ./sluice up, or set SLUICE_URL"
                            .formatted(endpoint, OperatorFailure.reasonOf(e)),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OperatorFailure("the call to %s was interrupted".formatted(endpoint), e);
        }
    }

    private OperatorFailure refused(Answer answer) {
        String told = answer.json().path("error").path("message").asText("");
        String reason = told.isEmpty() ? "no reason given" : told;
        return new OperatorFailure(
                "the gateway at %s answered %d: %s".formatted(endpoint, answer.status(), reason));
    }

    private static String textOf(InputStream body) {
        try (body) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
