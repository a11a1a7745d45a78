package dev.sluice.it.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A server as a remote worker has it behind it, on this machine. It says [#ANSWER], word by word,
/// and goes on with it where a conversation ends in its beginning, as vLLM does.
public final class OpenAiServer implements AutoCloseable {
    public static final String MODEL = "org/many-gpus";
    private static final int WORDS = 60;
    private static final int HELD_AT = 30;
    private static final List<String> SAID =
            IntStream.range(0, WORDS).mapToObj(i -> " word" + (char) ('a' + i % 26)).toList();
    public static final String ANSWER = String.join("", SAID);

    /// What came, and what became of it.
    public record Call(String key, JsonNode body, CountDownLatch left) {
        /// Whether the caller closes the connection, soon.
        public boolean isLeft() throws InterruptedException {
            return left.await(30, TimeUnit.SECONDS);
        }
    }

    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private volatile boolean isHolding;

    public OpenAiServer() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/models", OpenAiServer::list);
        server.createContext("/v1/chat/completions", this::answer);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1");
    }

    public List<Call> calls() {
        return List.copyOf(calls);
    }

    /// Holds the next call in the middle of its answer, until its caller leaves.
    public void holdNext() {
        isHolding = true;
    }

    private static void list(HttpExchange exchange) throws IOException {
        byte[] listing =
                """
                {"data":[{"id":"%s","owned_by":"vllm","max_model_len":8192}]}\
                """
                        .formatted(MODEL)
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, listing.length);
        exchange.getResponseBody().write(listing);
        exchange.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode body = Json.MAPPER.readTree(exchange.getRequestBody());
        String key = exchange.getRequestHeaders().getFirst("Authorization");
        var call = new Call(key.replace("Bearer ", ""), body, new CountDownLatch(1));
        calls.add(call);
        boolean isHeld = isHolding;
        isHolding = false;
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            int begun = begun(body);
            for (int i = begun; i < (isHeld ? HELD_AT : WORDS); i++) {
                write(out, "data: " + chunk(SAID.get(i), null));
            }
            if (isHeld) {
                hold(out);
            }
            write(out, "data: " + chunk("", "stop"));
            write(
                    out,
                    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}"
                            .formatted(7 + begun, WORDS - begun));
            write(out, "data: [DONE]");
        } catch (IOException e) {
            call.left().countDown();
        }
    }

    /// Comments until nobody is there to read them.
    private static void hold(OutputStream out) throws IOException {
        var never = new CountDownLatch(1);
        try {
            while (!never.await(10, TimeUnit.MILLISECONDS)) {
                write(out, ": still here");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int begun(JsonNode body) {
        JsonNode last = body.path("messages").path(body.path("messages").size() - 1);
        String text =
                last.path("role").asText().equals("assistant") ? last.path("content").asText() : "";
        return IntStream.rangeClosed(0, WORDS)
                .filter(i -> SAID.stream().limit(i).collect(Collectors.joining()).equals(text))
                .findFirst()
                .orElseThrow(() -> new UncheckedIOException(new IOException("not mine: " + text)));
    }

    private static String chunk(String text, @Nullable String reason) {
        ObjectNode chunk = Json.MAPPER.createObjectNode();
        ObjectNode choice = chunk.putArray("choices").addObject();
        choice.put("index", 0).put("finish_reason", reason).putObject("delta").put("content", text);
        return chunk.toString();
    }

    private static void write(OutputStream out, String line) throws IOException {
        out.write((line + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
