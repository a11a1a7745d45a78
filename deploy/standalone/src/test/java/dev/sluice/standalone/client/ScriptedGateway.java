package dev.sluice.standalone.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/// A real HTTP server that gives the answers it was told to, and keeps what it was asked. An answer
/// may be held back in the middle until [#release].
public final class ScriptedGateway implements AutoCloseable {
    public static final String KEY = "sk-sluice-test";

    /// In a body: wait here until released.
    public static final String HOLD = "<hold>";

    private final HttpServer server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final Semaphore releases = new Semaphore(0);

    public record Asked(String path, String authorization, String body) {}

    private record Reply(int status, String body) {}

    public ScriptedGateway() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public ScriptedGateway answering(String path, int status, String body) {
        replies.put(path, new Reply(status, body));
        return this;
    }

    public GatewayClient client() {
        var address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new GatewayClient(new Endpoint(address, KEY));
    }

    /// The next request, in the order of arrival.
    public Asked takeAsked() throws InterruptedException {
        return asked.take();
    }

    /// Lets one held answer go on.
    public void release() {
        releases.release();
    }

    @Override
    public void close() {
        releases.release(1000);
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String key = exchange.getRequestHeaders().getFirst("Authorization");
            asked.add(new Asked(path, key, body));
            Reply reply = replies.getOrDefault(path, new Reply(404, ""));
            exchange.sendResponseHeaders(reply.status(), 0);
            write(exchange.getResponseBody(), reply.body());
        }
    }

    private void write(OutputStream out, String body) throws IOException {
        int hold = body.indexOf(HOLD);
        if (hold < 0) {
            out.write(body.getBytes(StandardCharsets.UTF_8));
            return;
        }
        out.write(body.substring(0, hold).getBytes(StandardCharsets.UTF_8));
        out.flush();
        releases.acquireUninterruptibly();
        write(out, body.substring(hold + HOLD.length()));
    }
}
