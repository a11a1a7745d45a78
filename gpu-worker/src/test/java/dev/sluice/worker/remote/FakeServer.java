package dev.sluice.worker.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// An OpenAI-compatible server on a plain socket, so that a test can say and break anything. As it
/// is made it speaks as vLLM does, and always says [#TOKENS]: behind what the prompt has of them
/// already, as a model at temperature 0 would.
public final class FakeServer implements AutoCloseable {
    public static final String MODEL = "org/fake-1";
    static final List<String> TOKENS =
            List.of("Hello", ",", " wörld", "\n\n", "中文", " 😀", " of", " remote", " models", ".");
    static final String ANSWER = String.join("", TOKENS);
    static final int PROMPT_TOKENS = 11;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ServerSocket listener = new ServerSocket();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Exchange> exchanges = new LinkedBlockingQueue<>();
    private final AtomicInteger openCount = new AtomicInteger();
    private final AtomicInteger openCountMost = new AtomicInteger();

    /// What becomes of `GET models` and of all else.
    public volatile Script listing = FakeServer::list;

    volatile Script script = exchange -> exchange.speak(TOKENS.size());

    /// Answers one request; the connection ends with it.
    @FunctionalInterface
    public interface Script {
        void answer(Exchange exchange) throws IOException;
    }

    public FakeServer() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var _ = Thread.ofVirtual().start(this::accept);
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/v1");
    }

    /// The next request that came, `GET models` left out.
    Exchange next() throws InterruptedException {
        Exchange exchange = exchanges.poll(30, TimeUnit.SECONDS);
        if (exchange == null) {
            throw new AssertionError("no request came");
        }
        return exchange;
    }

    /// Whether no other request comes for a while.
    boolean isQuiet() throws InterruptedException {
        return exchanges.poll(100, TimeUnit.MILLISECONDS) == null;
    }

    /// Most requests that were open at once.
    int openCountMost() {
        return openCountMost.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                var _ = Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return; // It is closed.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            Exchange exchange = new Exchange(socket);
            if (exchange.path.endsWith("/models")) {
                listing.answer(exchange);
                return;
            }
            openCountMost.accumulateAndGet(openCount.incrementAndGet(), Math::max);
            exchanges.add(exchange);
            try {
                script.answer(exchange);
            } finally {
                openCount.decrementAndGet();
            }
        } catch (IOException e) {
            // The other side left.
        }
    }

    private static void list(Exchange exchange) throws IOException {
        exchange.whole(
                200,
                """
                {"object":"list","data":[{"id":"%s","owned_by":"vllm","max_model_len":4096}]}\
                """
                        .formatted(MODEL));
    }

    /// One request, and the way to answer it.
    public static final class Exchange {
        final String path;
        final String head;
        final JsonNode body;
        private final CountDownLatch left = new CountDownLatch(1);
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Exchange(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
            this.head = readHead();
            this.path = head.split(" ", 3)[1];
            this.body = JSON.readTree(in.readNBytes(length()));
        }

        private String readHead() throws IOException {
            var text = new StringBuilder();
            while (!text.toString().endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("no request came");
                }
                text.append((char) b);
            }
            return text.toString();
        }

        private int length() {
            return head.lines()
                    .map(line -> line.toLowerCase(Locale.ROOT))
                    .filter(line -> line.startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                    .findFirst()
                    .orElse(0);
        }

        public void whole(int status, String json) throws IOException {
            begin(status, "application/json");
            raw(json);
        }

        void begin(int status, String type) throws IOException {
            raw(
                    "HTTP/1.1 %d X\r\nContent-Type: %s\r\nConnection: close\r\n\r\n"
                            .formatted(status, type));
        }

        void beginStream() throws IOException {
            begin(200, "text/event-stream; charset=utf-8");
        }

        void raw(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void event(String data) throws IOException {
            raw("data: " + data + "\n\n");
        }

        /// For a script: says no more, and waits until the other side closes the connection.
        void awaitLeft() {
            try {
                while (in.read() >= 0) {
                    // It has nothing to say.
                }
            } catch (IOException e) {
                // So it has left.
            }
            left.countDown();
        }

        /// For a test, while the script waits: whether the other side closes the connection.
        boolean isLeft() throws InterruptedException {
            return left.await(15, TimeUnit.SECONDS);
        }

        /// Breaks the connection off, as a process does that is killed.
        void cut() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /// Says at most so many tokens of the answer, then how it ended, if it is told to.
        void speak(int tokenCount) throws IOException {
            int given = given();
            int asked = body.path("max_tokens").asInt(TOKENS.size());
            int end = Math.min(TOKENS.size(), given + Math.min(asked, tokenCount));
            beginStream();
            event("{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}");
            for (int i = given; i < end; i++) {
                raw(": keep-alive\n\n");
                event(chunk(TOKENS.get(i), null, given, i + 1 - given));
            }
            if (tokenCount >= TOKENS.size()) {
                finish(end == TOKENS.size() ? "stop" : "length", given, end - given);
            }
        }

        void finish(String reason, int given, int spoken) throws IOException {
            event(chunk("", reason, given, spoken));
            event(
                    "{\"choices\":[],\"usage\":{\"prompt_tokens\":%d,\"completion_tokens\":%d}}"
                            .formatted(PROMPT_TOKENS + given, spoken));
            event("[DONE]");
        }

        String chunk(String text, @Nullable String reason, int given, int spoken) {
            ObjectNode chunk = JSON.createObjectNode();
            ObjectNode choice = chunk.putArray("choices").addObject();
            choice.put("index", 0).put("finish_reason", reason);
            choice.putObject("delta").put("content", text);
            if (body.at("/stream_options/continuous_usage_stats").asBoolean()) {
                chunk.putObject("usage")
                        .put("prompt_tokens", PROMPT_TOKENS + given)
                        .put("completion_tokens", spoken);
            }
            return chunk.toString();
        }

        /// How many tokens of the answer the prompt ends in.
        private int given() {
            JsonNode messages = body.path("messages");
            JsonNode last = messages.path(messages.size() - 1);
            String begun =
                    last.path("role").asText().equals("assistant")
                            ? last.path("content").asText()
                            : "";
            int given = 0;
            for (String all = ""; !all.equals(begun); given++) {
                if (given == TOKENS.size()) {
                    throw new UncheckedIOException(new IOException("not mine: " + begun));
                }
                all += TOKENS.get(given);
            }
            return given;
        }
    }

    /// Breaks all connections off, as if the process were killed.
    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
