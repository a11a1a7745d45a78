package dev.sluice.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.access.AccessBook;
import dev.sluice.runtime.access.AccessControl;
import dev.sluice.runtime.access.TrustedProxies;
import dev.sluice.runtime.home.Home;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The guard before a router that answers everything.
final class MetricsGuardFailsClosedTest {
    @TempDir private Path folder;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private String adminKey;
    private HttpServer server;

    @BeforeEach
    void start() {
        System.setProperty("sluice.home", folder.toString());
        adminKey = Home.open().adminKey().value();
        Filters filters = new Filters();
        AccessBook keys = new AccessBook(adminKey);
        keys.markComplete();
        new MetricsGuard(new AccessControl(keys, TrustedProxies.NONE)).register(filters);
        Router router = Router.router(vertx);
        filters.getFilters().forEach(filter -> router.route().handler(filter.getHandler()));
        router.route().handler(context -> context.end("figures"));
        server =
                vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    @AfterEach
    void stop() {
        System.clearProperty("sluice.home");
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics",
                "/metrics/",
                "/metrics/prometheus",
                "/metrics?x=y",
                "//metrics",
                "/./metrics",
                "/x/../metrics",
                "/%6detrics",
                "/health/../metrics"
            })
    void showsNoFiguresWithoutTheKey(String path) throws Exception {
        assertThat(status(path, null)).isEqualTo(401);
        assertThat(status(path, "Bearer wrong")).isEqualTo(401);
        assertThat(status(path, "Bearer")).isEqualTo(401);
        assertThat(status(path, adminKey)).isEqualTo(401);
        assertThat(status(path, "Bearer " + adminKey)).isEqualTo(200);
    }

    @Test
    void leavesHealthOpen() throws Exception {
        assertThat(status("/health/ready", null)).isEqualTo(200);
    }

    private int status(String path, @Nullable String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.actualPort() + path));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.discarding()).statusCode();
    }
}
