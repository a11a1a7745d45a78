package dev.sluice.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.ObjectEvent.ObjectDeleted;
import dev.sluice.contracts.event.ObjectEvent.ResponseCreated;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.Usage;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.admission.ResponseForm;
import dev.sluice.gateway.admission.ResponseForm.InputItem;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.rendering.TestSecrets;
import dev.sluice.gateway.store.GatewayStore;
import dev.sluice.gateway.store.SealedForms;
import dev.sluice.gateway.store.StoredResponse;
import dev.sluice.runtime.database.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// On H2; on PostgreSQL too where the environment names a server.
final class ProjectionReaderTest {
    private static final @Nullable String SERVER = System.getenv("SLUICE_TEST_POSTGRES_URL");
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final TestSecrets SECRETS = new TestSecrets("projection");
    private static final SealedForms FORMS = new SealedForms(SECRETS);
    private static final EventCodec CODEC = new EventCodec();

    private SimTopic log = newLog();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final String schema = "gateway_" + UUID.randomUUID().toString().replace("-", "");
    private final Database database =
            new Database(
                    new Database.Kind("gateway", "sluice.gateway.store.url", "db/gateway"),
                    new Database.Place(
                            Optional.of(newUrl()),
                            Path.of("unused"),
                            Optional.empty(),
                            Optional.empty(),
                            4,
                            Duration.ofSeconds(10)));
    private final CatchUp catchUp = new CatchUp(Duration.ofSeconds(30));
    private final GatewayStore store = new GatewayStore(() -> database, catchUp, FORMS, CODEC);
    private final List<Long> putAside = new ArrayList<>();
    private ProjectionReader reader = newReader();

    private String newUrl() {
        if (SERVER == null) {
            return "jdbc:h2:mem:" + schema + ";DB_CLOSE_DELAY=-1";
        }
        execute("CREATE SCHEMA " + schema);
        return SERVER + (SERVER.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    private static void execute(String statement) {
        try (var connection = DriverManager.getConnection(SERVER)) {
            connection.createStatement().execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void dropEverything() throws SQLException {
        if (SERVER != null) {
            execute("DROP SCHEMA " + schema + " CASCADE");
            execute("CREATE SCHEMA " + schema);
            return;
        }
        try (var connection = database.connection();
                var statement = connection.createStatement()) {
            statement.execute("DROP ALL OBJECTS");
        }
    }

    @AfterEach
    void close() {
        database.close();
        if (SERVER != null) {
            execute("DROP SCHEMA " + schema + " CASCADE");
        }
    }

    private static SimTopic newLog() {
        return new SimTopic(Topic.OBJECTS, 2).and(Topic.RESULTS, 2);
    }

    /// Somebody asks at once, so that it does not wait for the process to start.
    private ProjectionReader newReader() {
        catchUp.stop();
        var ends = log.consumer();
        return new ProjectionReader(
                () -> log.consumer(),
                () -> ends,
                CODEC,
                store,
                catchUp,
                (rejected, _) -> putAside.add(rejected.offset()),
                new GatewayMetrics(meters));
    }

    private static ObjectId id(int number) {
        return new ObjectId("resp_" + number);
    }

    private static ResponseCreated created(int number) {
        var form =
                new ResponseForm(
                        "m",
                        List.of(new InputItem("user", new SensitiveText("hi"))),
                        null,
                        Map.of(),
                        null,
                        false,
                        true,
                        null,
                        1,
                        1,
                        null,
                        null);
        return new ResponseCreated(
                id(number) + "/created",
                id(number),
                TenantId.DEFAULT,
                NOW,
                null,
                FORMS.seal(TenantId.DEFAULT, id(number), form));
    }

    private static InferenceCompleted result(String id) {
        return new InferenceCompleted(
                id + "/result",
                new RequestId(id),
                TenantId.DEFAULT,
                NOW,
                NOW,
                new PoolName("m"),
                new SensitiveText("answer"),
                FinishReason.STOP,
                new Usage(1, 1),
                Map.of());
    }

    private void write(int number) {
        log.write(Topic.OBJECTS, number % 2, id(number).value(), created(number));
    }

    private void writeResult(int number) {
        String id = id(number).value();
        log.write(Topic.RESULTS, number % 2, id, result(id));
    }

    /// Steps until whoever waits is answered.
    private <T> T stepped(CompletionStage<T> asked) throws Exception {
        CompletableFuture<T> answer = asked.toCompletableFuture();
        for (int i = 0; i < 1000 && !answer.isDone(); i++) {
            try {
                reader.step();
            } catch (WakeupException woken) {
                // Whoever asked woke it; the next step sees why.
            }
            try {
                return answer.get(5, TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.TimeoutException notYet) {
                // The answer comes from a thread of its own.
            }
        }
        return answer.get(30, TimeUnit.SECONDS);
    }

    private Optional<StoredResponse> response(int number) throws Exception {
        return stepped(store.response(TenantId.DEFAULT, id(number)));
    }

    @Test
    void whatIsOnTheLogIsFoundByWhoeverAsks() throws Exception {
        // Given
        write(1);
        writeResult(1);
        write(2);

        // Then
        assertThat(response(1).orElseThrow().result()).isNotNull();
        assertThat(response(2).orElseThrow().result()).isNull();
        assertThat(response(3)).isEmpty();
    }

    @Test
    void aResultIsFoundAsSoonAsItIsOnTheLog() throws Exception {
        // Given
        write(1);
        stepped(store.caughtUp());

        // When
        writeResult(1);

        // Then
        assertThat(response(1).orElseThrow().result()).isNotNull();
    }

    @Test
    void aResultMayComeBeforeWhatItBelongsTo() throws Exception {
        // Given
        writeResult(1);
        reader.step();

        // When
        write(1);

        // Then
        assertThat(response(1).orElseThrow().result()).isNotNull();
    }

    @Test
    void resultsOfOtherRequestsAreNotKept() throws Exception {
        // Given
        log.write(Topic.RESULTS, 0, "chatcmpl-1", result("chatcmpl-1"));
        log.write(Topic.RESULTS, 0, "resp-1", result("resp-1"));

        // When
        stepped(store.caughtUp());

        // Then
        assertThat(count("kept_result")).isZero();
    }

    private int count(String table) throws SQLException {
        try (var connection = database.connection();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void aSuccessorGoesOnWhereTheTablesStand() throws Exception {
        // Given
        write(1);
        write(2);
        stepped(store.caughtUp());

        // When
        reader = newReader();
        log.write(
                Topic.OBJECTS,
                1,
                id(1).value(),
                new ObjectDeleted(id(1) + "/deleted", id(1), TenantId.DEFAULT, NOW));
        write(3);
        stepped(store.caughtUp());

        // Then: what was applied is not applied again, or the deleted one would be back
        assertThat(response(1)).isEmpty();
        assertThat(response(2)).isPresent();
        assertThat(response(3)).isPresent();
        assertThat(store.positions(Topic.OBJECTS.topicName())).containsEntry(1, 3L);
    }

    @Test
    void whatIsReadTwiceIsAppliedOnce() throws Exception {
        // Given
        write(1);
        write(1);

        // When
        stepped(store.caughtUp());
        newReader().step();

        // Then
        assertThat(count("stored_response")).isEqualTo(1);
    }

    @Test
    void aDroppedDatabaseIsFilledFromTheBeginning() throws Exception {
        // Given
        write(1);
        writeResult(1);
        write(2);
        log.write(
                Topic.OBJECTS,
                0,
                id(2).value(),
                new ObjectDeleted(id(2) + "/deleted", id(2), TenantId.DEFAULT, NOW));
        stepped(store.caughtUp());

        // When
        dropEverything();
        database.doubt();

        // Then
        stepped(store.caughtUp());
        assertThat(response(1).orElseThrow().result()).isNotNull();
        assertThat(response(2)).isEmpty();
        assertThat(count("stored_response")).isEqualTo(1);
    }

    @Test
    void tablesOfAnotherLogAreEmptied() throws Exception {
        // Given
        write(1);
        write(3);
        stepped(store.caughtUp());

        // When: the brokers' data were deleted
        log = newLog();
        write(2);
        reader = newReader();

        // Then
        assertThat(response(2)).isPresent();
        assertThat(response(1)).isEmpty();
    }

    @Test
    void aRecordThatNobodyCanReadIsPutAsideAndLeftOut() throws Exception {
        // Given
        log.write(Topic.OBJECTS, 1, "x", "{".getBytes(UTF_8));
        log.write(Topic.OBJECTS, 1, "y", new byte[0]);
        write(1);

        // Then
        assertThat(response(1)).isPresent();
        assertThat(putAside).containsExactly(0L, 1L);
    }

    @Test
    void aRecordThatTheTablesDoNotTakeHoldsUpNothing() throws Exception {
        // Given: a purpose longer than its column
        log.write(
                Topic.OBJECTS,
                1,
                "file-1",
                new dev.sluice.contracts.event.ObjectEvent.FileStored(
                        "file-1/stored",
                        new ObjectId("file-1"),
                        TenantId.DEFAULT,
                        NOW,
                        new SensitiveText("f"),
                        "p".repeat(100),
                        1,
                        "ab"));
        write(1);

        // Then
        assertThat(response(1)).isPresent();
        assertThat(count("stored_file")).isZero();
    }

    @Test
    void aFailedPollLosesNothing() throws Exception {
        // Given
        write(1);
        stepped(store.caughtUp());
        log.newest().failNext();

        // When
        try {
            reader.step();
        } catch (org.apache.kafka.common.KafkaException lost) {
            reader.reset();
        }
        write(2);

        // Then
        assertThat(response(2)).isPresent();
    }
}
