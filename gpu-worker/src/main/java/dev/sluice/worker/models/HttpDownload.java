package dev.sluice.worker.models;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// One file over HTTP into a part file. What an earlier attempt left there is continued; whether
/// all of it is right is for the hash to say.
final class HttpDownload {
    private static final int OK = 200;
    private static final int PARTIAL_CONTENT = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final Timeouts timeouts;

    /// How long to wait: for a connection, for the answer's head, between pieces of its body.
    record Timeouts(Duration connect, Duration answer, Duration stall) {
        static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(3), Duration.ofSeconds(15), Duration.ofSeconds(30));
    }

    /// Hears of bytes done and, when known, in all.
    @FunctionalInterface
    interface ByteProgress {
        void onBytes(long doneBytes, long totalBytes);
    }

    HttpDownload(Timeouts timeouts) {
        this.timeouts = timeouts;
    }

    /// Downloads `uri` to the end of `part`; `bytes` is the file's size where it is known.
    void fetch(URI uri, Path part, OptionalLong bytes, ByteProgress progress)
            throws IOException, InterruptedException {
        long present = Files.exists(part) ? Files.size(part) : 0;
        if (bytes.isPresent() && present >= bytes.getAsLong()) {
            // Complete, or of something else: the hash decides, or it starts anew.
            present = present == bytes.getAsLong() ? present : restart(part);
            if (present > 0) {
                return;
            }
        }
        try (HttpClient client = client()) {
            try {
                request(client, uri, part, present, bytes, progress);
            } finally {
                client.shutdownNow();
            }
        }
    }

    private HttpClient client() {
        return HttpClient.newBuilder()
                .connectTimeout(timeouts.connect())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    private void request(
            HttpClient client,
            URI uri,
            Path part,
            long present,
            OptionalLong bytes,
            ByteProgress progress)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(timeouts.answer())
                        .header("User-Agent", "sluice");
        if (present > 0) {
            request.header("Range", "bytes=" + present + "-");
        }
        HttpResponse<Flow.Publisher<List<ByteBuffer>>> response =
                client.send(request.build(), BodyHandlers.ofPublisher());
        BodyReader body = new BodyReader(timeouts.stall());
        response.body().subscribe(body);
        try {
            long from = startOf(response, part, present);
            save(body, part, from, total(response, from, bytes), progress);
        } finally {
            body.cancel();
        }
    }

    /// From which byte on the answer goes: where we are, or the start when the server does not
    /// continue.
    private static long startOf(HttpResponse<?> response, Path part, long present)
            throws IOException {
        int status = response.statusCode();
        if (status == PARTIAL_CONTENT && continuesAt(response, present)) {
            return present;
        }
        if (status == OK) {
            return 0;
        }
        if (status == RANGE_NOT_SATISFIABLE || status == PARTIAL_CONTENT) {
            restart(part);
        }
        throw new IOException("HTTP status " + status);
    }

    private static boolean continuesAt(HttpResponse<?> response, long present) {
        String range = response.headers().firstValue("Content-Range").orElse("");
        return range.startsWith("bytes " + present + "-");
    }

    private static long restart(Path part) throws IOException {
        Files.deleteIfExists(part);
        return 0;
    }

    private static long total(HttpResponse<?> response, long from, OptionalLong bytes) {
        if (bytes.isPresent()) {
            return bytes.getAsLong();
        }
        OptionalLong length = response.headers().firstValueAsLong("Content-Length");
        return length.isPresent() ? from + length.getAsLong() : 0;
    }

    private static void save(
            BodyReader body, Path part, long from, long total, ByteProgress progress)
            throws IOException, InterruptedException {
        try (FileChannel file =
                FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.truncate(from);
            file.position(from);
            @Nullable List<ByteBuffer> piece = body.next();
            while (piece != null) {
                for (ByteBuffer buffer : piece) {
                    write(file, buffer);
                }
                requireNotMore(file.position(), total);
                progress.onBytes(file.position(), total);
                piece = body.next();
            }
            requireComplete(file.position(), total);
        }
    }

    private static void write(FileChannel file, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    private static void requireNotMore(long bytes, long total) throws IOException {
        if (total > 0 && bytes > total) {
            throw new IOException("it sends more than the expected " + total + " bytes");
        }
    }

    private static void requireComplete(long bytes, long total) throws IOException {
        if (bytes < total) {
            throw new IOException("it ended after " + bytes + " of " + total + " bytes");
        }
    }
}
