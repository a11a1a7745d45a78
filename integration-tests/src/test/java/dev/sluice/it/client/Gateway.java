package dev.sluice.it.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The mesh's HTTP surface for one caller. Thread-safe.
public final class Gateway {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String CHAT = "/v1/chat/completions";

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final URI address;
    private final @Nullable String key;

    public Gateway(URI address, @Nullable String key) {
        this.address = address;
        this.key = key;
    }

    public URI address() {
        return address;
    }

    public String key() {
        return String.valueOf(key);
    }

    /// The same for a caller with another key, or with none.
    public Gateway withKey(@Nullable String other) {
        return new Gateway(address, other);
    }

    public Reply get(String path) {
        return send(request(path).GET());
    }

    public Reply delete(String path) {
        return send(request(path).DELETE());
    }

    public Reply post(String path, String body) {
        return post(path, BodyPublishers.ofString(body));
    }

    public Reply post(String path, BodyPublisher body) {
        return send(request(path).header("Content-Type", "application/json").POST(body));
    }

    /// Uploads a file for a batch, as a form.
    public Reply upload(String name, String content) {
        String boundary = "----sluice-" + Integer.toHexString(content.hashCode());
        String form =
                """
                --%1$s\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                batch\r
                --%1$s\r
                Content-Disposition: form-data; name="file"; filename="%2$s"\r
                Content-Type: application/jsonl\r
                \r
                %3$s\r
                --%1$s--\r
                """
                        .formatted(boundary, name, content);
        return send(
                request("/v1/files")
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(BodyPublishers.ofString(form)));
    }

    public Reply chat(Chat chat) {
        return post(CHAT, chat.json());
    }

    /// Returns when the headers are there.
    public SseReading stream(Chat chat) {
        return open(
                request(CHAT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(chat.streamed().json())));
    }

    /// `GET /v1/streams/{id}`, with more behind the id and more headers (name, value, …).
    public SseReading resume(String requestId, String query, String... headers) {
        HttpRequest.Builder request = request("/v1/streams/" + requestId + query).GET();
        return open(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(address.resolve(path)).timeout(PATIENCE);
        return key == null ? request : request.header("Authorization", "Bearer " + key);
    }

    private Reply send(HttpRequest.Builder request) {
        return Reply.of(exchange(request.build(), BodyHandlers.ofString()));
    }

    private SseReading open(HttpRequest.Builder request) {
        HttpResponse<InputStream> response =
                exchange(request.build(), BodyHandlers.ofInputStream());
        return new SseReading(response);
    }

    private <T> HttpResponse<T> exchange(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
