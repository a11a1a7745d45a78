package dev.sluice.gateway.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.sluice.gateway.outbound.CallerReply.Answered;
import dev.sluice.gateway.outbound.CallerReply.Unanswered;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real sockets on the loopback, and a resolver that the test speaks for.
@Timeout(60)
final class GuardedCallerTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("8.8.8.8");
    private static final int BYTES_MAX = 1_000;
    private static final long SOCKETS_BYTES_MAX = 64_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpExchange> seen = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private int serve(HttpHandler handler) throws IOException {
        return started(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0),
                handler);
    }

    private int started(HttpServer server, HttpHandler handler) {
        server.createContext(
                "/",
                exchange -> {
                    seen.add(exchange);
                    handler.handle(exchange);
                });
        server.start();
        open.add(() -> server.stop(0));
        return server.getAddress().getPort();
    }

    private static HttpHandler status(int status) {
        return exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    private GuardedCaller caller(HostLookup.Resolver resolver, String... allowed) {
        return caller(resolver, new HttpClientOptions(), Duration.ofSeconds(20), allowed);
    }

    private GuardedCaller caller(
            HostLookup.Resolver resolver,
            HttpClientOptions options,
            Duration timeout,
            String... allowed) {
        var caller =
                new GuardedCaller(
                        vertx,
                        new AddressGuard(List.of(allowed)),
                        resolver,
                        options,
                        4,
                        timeout,
                        BYTES_MAX);
        open.add(caller);
        return caller;
    }

    private static HostLookup.Resolver named(InetAddress... addresses) {
        return _ -> addresses;
    }

    private static CallerReply post(Caller caller, String url) throws InterruptedException {
        return caller.post(URI.create(url), Map.of("webhook-id", "evt_1"), "{}".getBytes(UTF_8));
    }

    @Test
    void postsToTheAddressThatWasLookedAtUnderTheNamesOwnName() throws Exception {
        // Given
        List<String> bodies = new CopyOnWriteArrayList<>();
        int port =
                serve(exchange -> {
                    bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                    status(204).handle(exchange);
                });
        AtomicInteger lookups = new AtomicInteger();
        GuardedCaller caller =
                caller(
                        host -> {
                            assertThat(host).isEqualTo("hooks.invalid");
                            lookups.incrementAndGet();
                            return new InetAddress[] {LOOPBACK};
                        },
                        "127.0.0.1");

        // When
        CallerReply reply = post(caller, "http://hooks.invalid:" + port + "/a%20b?c=d&e");

        // Then
        assertThat(reply).isEqualTo(new Answered(204));
        assertThat(lookups).hasValue(1);
        assertThat(bodies).containsExactly("{}");
        HttpExchange call = seen.getFirst();
        assertThat(call.getRequestMethod()).isEqualTo("POST");
        assertThat(call.getRequestURI().toString()).isEqualTo("/a%20b?c=d&e");
        assertThat(call.getRequestHeaders().getFirst("Host")).isEqualTo("hooks.invalid:" + port);
        assertThat(call.getRequestHeaders().getFirst("Webhook-Id")).isEqualTo("evt_1");
    }

    @Test
    void callsNoAddressThatIsNotPublicNorOneBesideIt() throws Exception {
        // Given
        int port = serve(status(200));

        // Then
        Unanswered refused = new Unanswered("the host's address is not public");
        String url = "https://hooks.invalid:" + port + "/";
        assertThat(post(caller(named(LOOPBACK)), url)).isEqualTo(refused);
        assertThat(post(caller(named(PUBLIC, LOOPBACK)), url)).isEqualTo(refused);
        assertThat(post(caller(InetAddress::getAllByName), "https://127.0.0.1:" + port + "/"))
                .isEqualTo(refused);
        assertThat(post(caller(InetAddress::getAllByName), "https://[::1]:" + port + "/"))
                .isEqualTo(refused);
        assertThat(post(caller(InetAddress::getAllByName), "https://2130706433:" + port + "/"))
                .isInstanceOf(Unanswered.class);
        assertThat(post(caller(named(LOOPBACK), "10.0.0.0/8"), url)).isEqualTo(refused);
        assertThat(seen).isEmpty();
    }

    @Test
    void speaksPlainHttpToAllowedNetworksOnly() throws Exception {
        assertThat(post(caller(named(PUBLIC), "127.0.0.1"), "http://hooks.invalid/"))
                .isEqualTo(new Unanswered("plain HTTP is for allowed networks only"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int redirect) throws Exception {
        // Given
        int port =
                serve(exchange -> {
                    exchange.getResponseHeaders().add("Location", "/elsewhere");
                    status(redirect).handle(exchange);
                });

        // When
        CallerReply reply = post(caller(named(LOOPBACK), "127.0.0.1"), "http://h.invalid:" + port);

        // Then
        assertThat(reply).isEqualTo(new Answered(redirect));
        assertThat(seen).hasSize(1);
    }

    @Test
    void readsSoMuchOfAnAnswerAndNoMore() throws Exception {
        // Given: an answer without an end
        CountDownLatch cutOff = new CountDownLatch(1);
        AtomicLong written = new AtomicLong();
        int port =
                serve(exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try (var out = exchange.getResponseBody()) {
                        while (true) {
                            out.write(new byte[BYTES_MAX]);
                            written.addAndGet(BYTES_MAX);
                            out.flush();
                        }
                    } catch (IOException closed) {
                        cutOff.countDown();
                    }
                });

        // When
        CallerReply reply = post(caller(named(LOOPBACK), "127.0.0.1"), "http://h.invalid:" + port);

        // Then
        assertThat(reply).isEqualTo(new Answered(200));
        assertThat(cutOff.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(written).as("more than sockets hold").hasValueLessThan(SOCKETS_BYTES_MAX);
    }

    @Test
    void waitsSoLongForAnAnswerAndNoLonger() throws Exception {
        // Given: a socket that takes connections and says nothing, and a resolver that hangs
        var silent = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        open.add(silent);
        Duration timeout = Duration.ofMillis(200);
        CountDownLatch never = new CountDownLatch(1);
        GuardedCaller waiting =
                caller(named(LOOPBACK), new HttpClientOptions(), timeout, "127.0.0.1");
        GuardedCaller lookingUp =
                caller(
                        _ -> {
                            try {
                                never.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            throw new UnknownHostException();
                        },
                        new HttpClientOptions(),
                        timeout,
                        "127.0.0.1");

        // Then
        Unanswered late = new Unanswered("no answer within PT0.2S");
        assertThat(post(waiting, "http://h.invalid:" + silent.getLocalPort())).isEqualTo(late);
        assertThat(post(lookingUp, "https://h.invalid")).isEqualTo(late);
    }

    @Test
    void aStatusStandsThoughItsBodyNeverEnds() throws Exception {
        // Given
        CountDownLatch end = new CountDownLatch(1);
        int port =
                serve(exchange -> {
                    exchange.sendResponseHeaders(200, 10);
                    exchange.getResponseBody().flush();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        // Before the server: its stop waits for the handler.
        open.add(end::countDown);
        Duration timeout = Duration.ofSeconds(2);

        // Then
        assertThat(
                        post(
                                caller(
                                        named(LOOPBACK),
                                        new HttpClientOptions(),
                                        timeout,
                                        "127.0.0.1"),
                                "http://h.invalid:" + port))
                .isEqualTo(new Answered(200));
    }

    @Test
    void tellsNothingOfAConnectionThatFailed() throws Exception {
        // Given
        var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        int port = closed.getLocalPort();
        closed.close();

        // Then
        assertThat(post(caller(named(LOOPBACK), "127.0.0.1"), "http://h.invalid:" + port))
                .isEqualTo(new Unanswered("the connection failed"));
        assertThat(
                        post(
                                caller(_ -> {
                                    throw new UnknownHostException("secret.internal");
                                }),
                                "https://h.invalid"))
                .isEqualTo(new Unanswered("the host has no address"));
    }

    /// By the JDK's own tool, as no library here makes certificates.
    private static Path certificateOf(String name, Path folder) throws Exception {
        Path store = folder.resolve(name + ".p12");
        Process made =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "a",
                                "-dname",
                                "CN=" + name,
                                "-ext",
                                "san=dns:" + name,
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "secret",
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).isZero();
        return store;
    }

    private int serveTls(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return started(server, status(200));
    }

    @Test
    void tlsIsHeldToTheNameAndNotToTheAddress(@TempDir Path folder) throws Exception {
        // Given
        Path store = certificateOf("hooks.invalid", folder);
        int port = serveTls(store);
        var trusting =
                new HttpClientOptions()
                        .setTrustOptions(
                                new PfxOptions().setPath(store.toString()).setPassword("secret"));
        Duration timeout = Duration.ofSeconds(20);
        GuardedCaller knowing = caller(named(LOOPBACK), trusting, timeout, "127.0.0.1");
        GuardedCaller others = caller(named(LOOPBACK), "127.0.0.1");

        // Then
        Unanswered distrusted = new Unanswered("the TLS connection was not trusted");
        assertThat(post(knowing, "https://hooks.invalid:" + port)).isEqualTo(new Answered(200));
        assertThat(post(knowing, "https://other.invalid:" + port)).isEqualTo(distrusted);
        assertThat(post(others, "https://hooks.invalid:" + port)).isEqualTo(distrusted);
    }
}
