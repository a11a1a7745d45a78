package dev.sluice.worker.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The server's HTTP interface. Any thread; calls wait, and end when their thread is interrupted.
///
/// HTTP/1.1, one connection for each call that runs: closing it is how a server hears that nobody
/// wants the rest.
public final class RemoteServer implements AutoCloseable {
    private static final int OK = 200;
    private static final int LISTING_BYTES_MAX = 4 << 20;
    private static final int ERROR_BYTES_MAX = 64 << 10;
    private static final int LISTED_COUNT_MAX = 10_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI base;
    private final Optional<String> apiKey;
    private final Duration listingPatience;

    /// For calls, and for listings. Why two: a listing's connection is kept, and a server may close
    /// it just when a call takes it, which this client does not try again with another one.
    private final HttpClient calls;

    private final HttpClient listings;

    /// @param base ends in a slash, as [#baseOf] makes it
    /// @param apiKey is sent and never told: one that is no header's text is refused here, for the
    ///   JDK would quote it
    public RemoteServer(URI base, Optional<String> apiKey, Duration connectTimeout) {
        if (!apiKey.orElse("").chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "the API key has characters that no header may have");
        }
        this.base = base;
        this.apiKey = apiKey;
        // Where nobody is home the connection's timeout comes first.
        this.listingPatience = connectTimeout.multipliedBy(2);
        this.calls = client(connectTimeout);
        this.listings = client(connectTimeout);
    }

    private static HttpClient client(Duration connectTimeout) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }

    /// The URL as a base, to which paths are added.
    ///
    /// @throws IllegalArgumentException with one clear sentence that does not repeat the URL, which
    ///   may hold a password
    public static URI baseOf(URI url) {
        boolean isHttp = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!isHttp || url.getHost() == null) {
            throw new IllegalArgumentException("its URL must look like http://HOST:PORT/v1");
        }
        if (url.getUserInfo() != null || url.getQuery() != null || url.getFragment() != null) {
            throw new IllegalArgumentException(
                    "its URL must have no user, no query and no fragment");
        }
        String text = url.toString();
        return URI.create(text.endsWith("/") ? text : text + "/");
    }

    /// Where it is, for people.
    public String address() {
        return base.toString();
    }

    /// `GET models`.
    List<ListedModel> models() throws RemoteFailure, InterruptedException {
        CompletableFuture<HttpResponse<String>> answer =
                listings.sendAsync(
                        request("models").GET().build(),
                        BodyHandlers.limiting(BodyHandlers.ofString(), LISTING_BYTES_MAX));
        try {
            HttpResponse<String> listing =
                    answer.get(listingPatience.toMillis(), TimeUnit.MILLISECONDS);
            if (listing.statusCode() != OK) {
                throw RemoteStatus.failure(listing.statusCode(), "");
            }
            return listed(listing.body());
        } catch (ExecutionException e) {
            throw unreachable(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw RemoteFailure.lost(
                    "it is silent for %d ms".formatted(listingPatience.toMillis()));
        } finally {
            answer.cancel(true);
        }
    }

    private static List<ListedModel> listed(String listing) throws RemoteFailure {
        try {
            var models = new ArrayList<ListedModel>();
            for (JsonNode model : JSON.readTree(listing).path("data")) {
                if (models.size() < LISTED_COUNT_MAX) {
                    models.add(listed(model));
                }
            }
            return models;
        } catch (JsonProcessingException e) {
            throw RemoteFailure.refused(ErrorCode.ENGINE_FAILED, "its list of models is not JSON");
        }
    }

    private static ListedModel listed(JsonNode model) {
        int contextTokens = model.path("max_model_len").asInt(0);
        return new ListedModel(
                model.path("id").asText(),
                model.path("owned_by").asText(),
                contextTokens > 0 ? contextTokens : null);
    }

    /// Sends a request; answers the stream of its events, to be closed.
    InputStream open(RemoteCall call) throws RemoteFailure, InterruptedException {
        HttpRequest request =
                request(call.path())
                        .header("Content-Type", "application/json")
                        .header("Accept", "text/event-stream")
                        .POST(BodyPublishers.ofString(call.body()))
                        .build();
        try {
            HttpResponse<InputStream> answer = calls.send(request, BodyHandlers.ofInputStream());
            if (answer.statusCode() == OK) {
                return answer.body();
            }
            throw RemoteStatus.failure(answer.statusCode(), errorOf(answer.body()));
        } catch (IOException e) {
            throw unreachable(e);
        }
    }

    private static String errorOf(InputStream body) throws IOException {
        try (body) {
            return new String(body.readNBytes(ERROR_BYTES_MAX), StandardCharsets.UTF_8);
        }
    }

    private HttpRequest.Builder request(String path) {
        var request = HttpRequest.newBuilder(base.resolve(path)).header("User-Agent", "sluice");
        apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    /// The kind of failure, which is the JDK's word, and nothing else of it.
    static RemoteFailure unreachable(Throwable cause) {
        return RemoteFailure.lost(
                "the remote server cannot be reached (%s)"
                        .formatted(cause.getClass().getSimpleName()));
    }

    /// Calls that run are broken off.
    @Override
    public void close() {
        calls.shutdownNow();
        listings.shutdownNow();
    }
}
