package dev.sluice.worker.models;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// A web server on this machine with one file at `/file`, `/moved` redirecting to it, and faults to
/// switch on.
final class SimFileServer implements AutoCloseable {
    private final HttpServer server;
    private final byte[] content;
    private final List<String> ranges = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Sends only so many bytes, then breaks off.
    volatile int breakAfter = Integer.MAX_VALUE;

    /// Sends only so many bytes, then stays silent.
    volatile int stallAfter = Integer.MAX_VALUE;

    volatile boolean knowsRanges = true;

    SimFileServer(byte[] content) throws IOException {
        this.content = content;
        this.server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/file", this::sendFile);
        server.createContext("/moved", this::redirect);
        server.createContext("/never", SimFileServer::refuse);
        server.start();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    /// The `Range` headers that came, `none` for a request without.
    List<String> ranges() {
        return List.copyOf(ranges);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    private void sendFile(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        ranges.add(range == null ? "none" : range);
        boolean isPartial = range != null && knowsRanges;
        int from = isPartial ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
        if (isPartial && from >= content.length) {
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        if (isPartial) {
            exchange.getResponseHeaders()
                    .set(
                            "Content-Range",
                            "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(isPartial ? 206 : 200, content.length - from);
        send(exchange, from);
    }

    private void send(HttpExchange exchange, int from) throws IOException {
        int count = Math.min(content.length - from, Math.min(breakAfter, stallAfter));
        OutputStream out = exchange.getResponseBody();
        out.write(content, from, count);
        out.flush();
        if (stallAfter < content.length - from) {
            awaitClose();
        }
        exchange.close();
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void redirect(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Location", "/file");
        exchange.sendResponseHeaders(302, -1);
    }

    private static void refuse(HttpExchange exchange) throws IOException {
        exchange.sendResponseHeaders(404, -1);
        exchange.close();
    }
}
