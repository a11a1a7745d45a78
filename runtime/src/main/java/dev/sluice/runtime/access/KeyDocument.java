package dev.sluice.runtime.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// The JWKS document of a tokens' issuer, behind a URL that the operator chose, or in a file.
record KeyDocument(String place) implements TokenKeys.Source {
    private static final int BYTES_MAX = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Override
    public String read() throws IOException, InterruptedException {
        return place.startsWith("https:") || place.startsWith("http:") ? fetched() : inFile();
    }

    private String inFile() throws IOException {
        try (InputStream in = Files.newInputStream(Path.of(place))) {
            return bounded(in);
        }
    }

    private String fetched() throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder()
                        .connectTimeout(PATIENCE)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build()) {
            HttpResponse<InputStream> response =
                    client.send(
                            HttpRequest.newBuilder(URI.create(place)).timeout(PATIENCE).build(),
                            HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException("status " + response.statusCode());
                }
                return bounded(body);
            }
        }
    }

    private static String bounded(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(BYTES_MAX + 1);
        if (bytes.length > BYTES_MAX) {
            throw new IOException("the keys have more than " + BYTES_MAX + " bytes");
        }
        return new String(bytes, UTF_8);
    }
}
