package dev.sluice.it.client;

import static org.awaitility.Awaitility.await;

import dev.sluice.it.mesh.FreePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/// An S3-compatible store of another make: `moto` for Python, on loopback, in memory. It takes any
/// credentials, but reads nothing out to who has none.
public final class S3Server implements AutoCloseable {
    private static final String VERSION = "5.2.5";
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ANYBODY =
            "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/s3/aws4_request,"
                    + " SignedHeaders=host, Signature=0";
    private static final Duration READY_PATIENCE = Duration.ofSeconds(60);
    private static final Pattern KEY = Pattern.compile("<Key>([^<]*)</Key>");

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI address;
    private final Process process;

    private S3Server(URI address, Process process) {
        this.address = address;
        this.process = process;
    }

    /// With one empty bucket.
    public static S3Server start(String bucket) {
        var packages = new ForeignPackages("moto", "moto", VERSION);
        String python = packages.installPython(List.of("moto[server]==" + VERSION));
        int port = FreePorts.take();
        var words = List.of(python, "-m", "moto.server", "-H", LOOPBACK, "-p", "" + port);
        try {
            Process process =
                    new ProcessBuilder(words)
                            .directory(packages.folder().toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(packages.folder().resolve("moto.log").toFile())
                            .start();
            var server =
                    new S3Server(URI.create("http://%s:%d".formatted(LOOPBACK, port)), process);
            server.makeBucket(bucket);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void makeBucket(String bucket) {
        try {
            await().atMost(READY_PATIENCE)
                    .ignoreExceptions()
                    .until(() -> send("PUT", "/" + bucket) != null);
        } catch (RuntimeException neverReady) {
            close();
            throw neverReady;
        }
    }

    public URI address() {
        return address;
    }

    public List<String> keys(String bucket) {
        return KEY.matcher(send("GET", "/" + bucket + "?list-type=2"))
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    /// An object's bytes, each as a character.
    public String object(String bucket, String key) {
        return send("GET", "/" + bucket + "/" + key);
    }

    private String send(String method, String path) {
        var request =
                HttpRequest.newBuilder(address.resolve(path))
                        .header("Authorization", ANYBODY)
                        .method(method, BodyPublishers.noBody())
                        .build();
        try {
            var reply = http.send(request, BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
            if (reply.statusCode() != 200) {
                throw new AssertionError(path + " got " + reply.statusCode());
            }
            return reply.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        http.close();
    }
}
