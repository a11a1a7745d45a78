package dev.sluice.gateway.http;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.Scope;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.TenantEvent.KeyDefined;
import dev.sluice.contracts.event.TenantEvent.KeyRevoked;
import dev.sluice.contracts.event.WorkerEvent.State;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.admission.RequestReader;
import dev.sluice.gateway.batch.BatchDesk;
import dev.sluice.gateway.batch.BatchPorts;
import dev.sluice.gateway.batch.LineReader;
import dev.sluice.gateway.batch.LineRequests;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.catalogue.RouteTable;
import dev.sluice.gateway.config.AdmissionConfig;
import dev.sluice.gateway.config.BatchConfig;
import dev.sluice.gateway.config.FilesConfig;
import dev.sluice.gateway.config.IntakeConfig;
import dev.sluice.gateway.config.StoreConfig;
import dev.sluice.gateway.config.StreamingConfig;
import dev.sluice.gateway.intake.IntakeDesk;
import dev.sluice.gateway.intake.IntakePorts;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.outbound.AddressGuard;
import dev.sluice.gateway.rendering.CallerText;
import dev.sluice.gateway.rendering.TestSecrets;
import dev.sluice.gateway.store.BatchStore;
import dev.sluice.gateway.store.FolderContents;
import dev.sluice.gateway.store.GatewayDatabase;
import dev.sluice.gateway.store.GatewayStore;
import dev.sluice.gateway.store.KeyClaims;
import dev.sluice.gateway.store.SealedForms;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.PartitionBook;
import dev.sluice.gateway.webhook.WebhookBook;
import dev.sluice.runtime.access.AccessBook;
import dev.sluice.runtime.access.AccessControl;
import dev.sluice.runtime.access.AccessDirectory;
import dev.sluice.runtime.access.IssuedTokens;
import dev.sluice.runtime.access.TrustedProxies;
import dev.sluice.runtime.home.Home;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The routes on a real HTTP server, over a [SimMesh] and one model, `smollm2`.
final class TestGateway implements AutoCloseable {
    static final String KEY = "sk-test";
    static final String OTHER_TENANTS_KEY = "sk-other";
    static final String AUDITORS_KEY = "sk-auditor";
    static final String ADMINS_KEY = "sk-admin";
    static final String CHAT = "/v1/chat/completions";
    static final int BODY_BYTES_MAX = 100_000;
    static final int BODIES_BYTES_MAX = 150_000;
    static final int CHOICES_MAX = 8;
    static final int FILE_BYTES_MAX = 500_000;
    static final int UPLOAD_BYTES_MIN = 200_000;
    static final int TENANT_BYTES_MAX = 800_000;
    static final int BATCH_REQUESTS_MAX = 500;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /// What this gateway has read of tenants and keys.
    final AccessBook book = new AccessBook("sk-administrator");

    /// Whose tokens open doors too.
    final TestTokens tokens = new TestTokens();

    private volatile Duration ahead = Duration.ZERO;
    final InstantSource clock = () -> Instant.now().plus(ahead);
    final SimQuotas quotas = new SimQuotas(book, clock);
    final OpenStreams openStreams;
    final SimMesh mesh;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final RouteTable routes = new RouteTable();
    final WebhookBook webhooks = new WebhookBook();
    final SimAdminLog adminLog = new SimAdminLog(routes, book, webhooks);
    final ModelCatalogue catalogue = new ModelCatalogue(Duration.ofHours(24), routes);
    final GatewayDatabase database;
    final GatewayStore store;
    final Path filesFolder;
    private final Vertx vertx = Vertx.vertx();
    private final Router router = Router.router(vertx);
    private final HttpServer server;
    private final GatewayRoutes table;

    /// HTTP/1.1, as OpenAI's clients speak it: an upgrade to HTTP/2 would race with the answer to a
    /// body that is refused unread.
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// The keys that a test may want to turn.
    record Settings(
            Duration statusHold,
            Duration firstRecordTimeout,
            Duration resumeGrace,
            Duration heartbeat,
            int unsentRecordsMax,
            int openStreamsMax)
            implements StreamingConfig {
        static final Settings PATIENT =
                new Settings(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(1),
                        1000,
                        100);

        Settings withStatusHold(Duration hold) {
            return new Settings(
                    hold,
                    firstRecordTimeout,
                    resumeGrace,
                    heartbeat,
                    unsentRecordsMax,
                    openStreamsMax);
        }

        Settings withFirstRecordTimeout(Duration patience) {
            return new Settings(
                    statusHold, patience, resumeGrace, heartbeat, unsentRecordsMax, openStreamsMax);
        }

        Settings withResumeGrace(Duration grace) {
            return new Settings(
                    statusHold,
                    firstRecordTimeout,
                    grace,
                    heartbeat,
                    unsentRecordsMax,
                    openStreamsMax);
        }

        Settings withHeartbeat(Duration beat) {
            return new Settings(
                    statusHold,
                    firstRecordTimeout,
                    resumeGrace,
                    beat,
                    unsentRecordsMax,
                    openStreamsMax);
        }

        Settings withUnsentRecordsMax(int count) {
            return new Settings(
                    statusHold, firstRecordTimeout, resumeGrace, heartbeat, count, openStreamsMax);
        }

        Settings withOpenStreamsMax(int count) {
            return new Settings(
                    statusHold,
                    firstRecordTimeout,
                    resumeGrace,
                    heartbeat,
                    unsentRecordsMax,
                    count);
        }

        @Override
        public int reopenReadersMax() {
            return 4;
        }

        @Override
        public Duration reopenTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration clockSkewMax() {
            return Duration.ZERO;
        }
    }

    /// A database in memory that is the gateway's own, opened with the first use.
    private record Tables(Optional<String> url) implements StoreConfig {
        Tables() {
            this(
                    Optional.of(
                            "jdbc:h2:mem:gateway-"
                                    + DATABASES.incrementAndGet()
                                    + ";DB_CLOSE_DELAY=-1"));
        }

        @Override
        public Optional<String> user() {
            return Optional.empty();
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }

        @Override
        public int connectionCountMax() {
            return 4;
        }

        @Override
        public Duration connectionWait() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration catchUpTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration keep() {
            return Duration.ofDays(7);
        }
    }

    private record Files(Duration uploadTimeout) implements FilesConfig {
        @Override
        public Optional<String> folder() {
            return Optional.empty();
        }

        @Override
        public Optional<String> bucket() {
            return Optional.empty();
        }

        @Override
        public Optional<URI> bucketEndpoint() {
            return Optional.empty();
        }

        @Override
        public String bucketRegion() {
            return "us-east-1";
        }

        @Override
        public MemorySize fileBytesMax() {
            return new MemorySize(BigInteger.valueOf(FILE_BYTES_MAX));
        }

        @Override
        public MemorySize tenantBytesMax() {
            return new MemorySize(BigInteger.valueOf(TENANT_BYTES_MAX));
        }

        @Override
        public int uploadsMax() {
            return 4;
        }

        @Override
        public MemorySize uploadBytesMin() {
            return new MemorySize(BigInteger.valueOf(UPLOAD_BYTES_MIN));
        }
    }

    private record Batches() implements BatchConfig {
        @Override
        public int requestCountMax() {
            return BATCH_REQUESTS_MAX;
        }

        @Override
        public int runningRequestsMax() {
            return 128;
        }

        @Override
        public int runningBatchesMax() {
            return 4;
        }

        @Override
        public Duration pace() {
            return Duration.ofMillis(2);
        }

        @Override
        public Duration endPatience() {
            return Duration.ofMillis(200);
        }
    }

    private record Intake(Duration patience) implements IntakeConfig {
        @Override
        public int runningLinesMax() {
            return 64;
        }

        @Override
        public MemorySize linesBytesMax() {
            return new MemorySize(BigInteger.valueOf(1_000_000));
        }

        @Override
        public Duration modelPatience() {
            return Duration.ofMillis(200);
        }

        @Override
        public Duration askPause() {
            return Duration.ofMillis(5);
        }

        @Override
        public Duration pace() {
            return Duration.ofMillis(2);
        }
    }

    private record Admission(Duration bodyTimeout) implements AdmissionConfig {
        @Override
        public MemorySize bodyBytesMax() {
            return new MemorySize(BigInteger.valueOf(BODY_BYTES_MAX));
        }

        @Override
        public MemorySize bodiesBytesMax() {
            return new MemorySize(BigInteger.valueOf(BODIES_BYTES_MAX));
        }

        @Override
        public Duration acceptanceTimeout() {
            return Duration.ofSeconds(10);
        }

        @Override
        public int choicesMax() {
            return CHOICES_MAX;
        }

        @Override
        public Optional<String> defaultModel() {
            return Optional.empty();
        }
    }

    TestGateway() {
        this(Settings.PATIENT, Duration.ofMinutes(1));
    }

    TestGateway(Settings settings) {
        this(settings, Duration.ofMinutes(1));
    }

    static final TestSecrets SECRETS = new TestSecrets("gateway");

    TestGateway(Settings settings, Duration bodyTimeout) {
        PartitionBook partitions = new PartitionBook();
        partitions.own(Set.of(0));
        partitions.markReadable(0);
        openStreams = new OpenStreams(partitions);
        Tables tables = new Tables();
        filesFolder = newFolder();
        database = new GatewayDatabase(tables, Home.at(filesFolder), 0);
        store =
                new GatewayStore(
                        database::get,
                        TestGateway::isCaughtUp,
                        new SealedForms(SECRETS),
                        new EventCodec());
        mesh = new SimMesh(openStreams, store);
        serveModel("smollm2");
        catalogue.markComplete();
        routes.markComplete();
        var ports =
                new GatewayPorts(
                        access(),
                        book,
                        quotas,
                        mesh,
                        openStreams,
                        mesh,
                        store,
                        new FolderContents(filesFolder, SECRETS),
                        SECRETS,
                        catalogue,
                        routes,
                        adminLog,
                        webhooks,
                        new AddressGuard(List.of("127.0.0.0/8")),
                        new CallerText(SECRETS),
                        new GatewayMetrics(meters),
                        clock,
                        settings,
                        new Admission(bodyTimeout),
                        tables,
                        new Files(bodyTimeout));
        table = new GatewayRoutes(ports);
        table.mount(router);
        server = started();
    }

    /// What runs batches, as one gateway does; step it.
    BatchDesk newDesk() {
        return new BatchDesk(
                new BatchPorts(
                        new BatchStore(store),
                        new FolderContents(filesFolder, SECRETS),
                        mesh,
                        mesh,
                        catalogue,
                        new CallerText(SECRETS),
                        new RequestReader(() -> 7),
                        BatchPorts.lineReader(BODY_BYTES_MAX),
                        () -> 1,
                        InstantSource.system(),
                        new Batches()),
                () -> Set.of(0));
    }

    /// What runs lines of the intake, as one gateway does; step it. `log`: what it writes to.
    IntakeDesk newIntake(MeshLog log, Duration patience) {
        return new IntakeDesk(
                new IntakePorts(
                        new KeyClaims(store, log, SECRETS, clock),
                        new BatchStore(store),
                        quotas,
                        log,
                        mesh,
                        new LineRequests(catalogue, clock),
                        new LineReader(Topic.RECORD_BYTES_MAX),
                        BatchPorts.lineBytesMax(BODY_BYTES_MAX),
                        new GatewayMetrics(meters),
                        () -> 1,
                        new SecureRandom()::nextLong,
                        clock,
                        new Intake(patience)));
    }

    /// The tables are written by whoever writes the log here.
    private static CompletionStage<Void> isCaughtUp() {
        return CompletableFuture.completedStage(null);
    }

    private static Path newFolder() {
        try {
            return java.nio.file.Files.createTempDirectory("gateway-files");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AccessControl access() {
        key(KEY, TenantId.DEFAULT, "k1", Scope.INFERENCE, Scope.BATCH);
        key(OTHER_TENANTS_KEY, new TenantId("other"), "k2", Scope.INFERENCE, Scope.BATCH);
        key(AUDITORS_KEY, TenantId.DEFAULT, "k3", Scope.AUDIT);
        key(ADMINS_KEY, TenantId.DEFAULT, "k4", Scope.ADMIN);
        book.markComplete();
        return new AccessControl(
                new IssuedTokens(book, TestTokens.rules(), tokens.keys()), TrustedProxies.NONE);
    }

    private void key(String key, TenantId tenant, String keyId, Scope... scopes) {
        key(key, tenant, keyId, List.of(scopes), List.of(), null);
    }

    void key(
            String key,
            TenantId tenant,
            String keyId,
            List<Scope> scopes,
            List<String> allowedIps,
            @Nullable Instant expiresAt) {
        define(
                new KeyDefined(
                        keyId,
                        tenant,
                        Instant.EPOCH,
                        keyId,
                        AccessDirectory.hashOf(key),
                        scopes,
                        allowedIps,
                        expiresAt));
    }

    void revoke(String keyId, TenantId tenant) {
        define(new KeyRevoked(keyId, tenant, Instant.EPOCH, keyId));
    }

    /// As if it had come over the log.
    void define(TenantEvent event) {
        book.apply(event);
        book.publish();
    }

    /// Time goes by.
    void pass(Duration time) {
        ahead = ahead.plus(time);
    }

    List<RouteRow> rows() {
        return table.rows();
    }

    void serveModel(String pool) {
        catalogue.apply(
                new WorkerReported(
                        pool,
                        Instant.now(),
                        new WorkerId("w-" + pool),
                        "1",
                        State.READY,
                        new PoolName(pool),
                        0,
                        2048,
                        4,
                        100,
                        0,
                        0,
                        0,
                        List.of()));
    }

    private HttpServer started() {
        try {
            return vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    Router router() {
        return router;
    }

    int port() {
        return server.actualPort();
    }

    /// A bare connection, for what a proper client does not do.
    Socket connect() {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), port());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A request with the right key and a JSON body, to be changed or sent.
    HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + KEY);
    }

    HttpResponse<String> post(String path, String body) {
        return send(to(path).POST(HttpRequest.BodyPublishers.ofString(json(body))).build());
    }

    /// An administrator's call; apostrophes of the body stand for quotation marks.
    HttpResponse<String> administer(String method, String path, String body) {
        return send(
                to(path).setHeader("Authorization", "Bearer " + ADMINS_KEY)
                        .method(method, HttpRequest.BodyPublishers.ofString(json(body)))
                        .build());
    }

    HttpResponse<String> get(String path) {
        return send(to(path).GET().build());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Returns when the headers are there; close the body to hang up.
    HttpResponse<InputStream> open(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    HttpRequest streamRequest(String more) {
        return to(CHAT).POST(HttpRequest.BodyPublishers.ofString(chat(",'stream':true" + more)))
                .build();
    }

    /// A chat body; `more` is appended to its fields. Apostrophes stand for quotation marks.
    static String chat(String more) {
        return json("{'model':'smollm2','messages':[{'role':'user','content':'hi'}]" + more + "}");
    }

    static String json(String text) {
        return text.replace('\'', '"');
    }

    @Override
    public void close() {
        client.shutdownNow();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        database.close();
        deleteFiles();
    }

    private void deleteFiles() {
        try (Stream<Path> files = java.nio.file.Files.walk(filesFolder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                java.nio.file.Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
