package dev.sluice.audit.http;

import dev.sluice.audit.AuditEvents;
import dev.sluice.audit.store.AuditDatabase;
import dev.sluice.audit.store.AuditStore;
import dev.sluice.audit.store.TestSettings;
import dev.sluice.contracts.Scope;
import dev.sluice.contracts.event.TenantEvent.KeyDefined;
import dev.sluice.runtime.access.AccessBook;
import dev.sluice.runtime.access.AccessControl;
import dev.sluice.runtime.access.AccessDirectory;
import dev.sluice.runtime.access.TrustedProxies;
import dev.sluice.runtime.home.Home;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The audit's routes on a port of their own, over a database in a folder.
final class AuditServer implements AutoCloseable {
    static final String TENANT_KEY = "sk-tenant";
    static final String INFERENCE_KEY = "sk-inference";

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AuditDatabase database;
    private final AuditStore store;
    private final HttpServer server;
    private final String adminKey;

    AuditServer(Path folder) {
        Home home = Home.at(folder);
        adminKey = home.adminKey().value();
        database = new AuditDatabase(TestSettings.DEFAULTS, home);
        store = new AuditStore(database);
        Router router = Router.router(vertx);
        AccessBook keys = keys(home);
        new AuditRoutes(store, new AccessControl(keys, TrustedProxies.NONE)).register(router);
        server =
                vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage()
                        .toCompletableFuture()
                        .join();
    }

    private static AccessBook keys(Home home) {
        AccessBook keys = new AccessBook(home.adminKey().value());
        keys.apply(key(TENANT_KEY, "k1", Scope.AUDIT));
        keys.apply(key(INFERENCE_KEY, "k2", Scope.INFERENCE));
        keys.publish();
        keys.markComplete();
        return keys;
    }

    private static KeyDefined key(String key, String keyId, Scope scope) {
        return new KeyDefined(
                keyId,
                AuditEvents.TENANT,
                Instant.EPOCH,
                keyId,
                AccessDirectory.hashOf(key),
                List.of(scope),
                List.of(),
                null);
    }

    AuditStore store() {
        return store;
    }

    String adminKey() {
        return adminKey;
    }

    /// As a database that is gone.
    void loseDatabase() {
        database.close();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send("GET", path, "Bearer " + adminKey);
    }

    HttpResponse<String> send(String method, String path, @Nullable String authorization)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody());
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        database.close();
    }
}
