package dev.sluice.audit.store;

import static dev.sluice.audit.AuditEvents.NOON;
import static dev.sluice.audit.AuditEvents.accepted;
import static dev.sluice.audit.AuditEvents.completed;
import static dev.sluice.audit.AuditEvents.masked;
import static dev.sluice.audit.AuditEvents.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.record.AuditRecord;
import dev.sluice.audit.record.AuditRecord.Outcome;
import dev.sluice.audit.record.Contribution;
import dev.sluice.audit.store.WriteOutcome.Refused;
import dev.sluice.audit.store.WriteOutcome.Written;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What holds on each database.
abstract class AuditStoreContract {
    private AuditDatabase database;
    private AuditStore store;

    /// Opens the same database each time within a test.
    abstract AuditDatabase open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        database = open();
        store = new AuditStore(database);
    }

    @AfterEach
    void stop() {
        database.close();
    }

    AuditStore store() {
        return store;
    }

    private void restart() throws Exception {
        stop();
        start();
    }

    @Test
    void putsPartsTogetherThatComeApart() throws SQLException {
        // When:
        write(Contribution.of(completed("r-1", "Paris")));
        write(Contribution.of(accepted("r-1")));
        write(Contribution.of(masked("r-1", "capital?")));

        // Then:
        AuditRecord found = found("r-1");
        assertThat(found).isEqualTo(whole("r-1"));
        assertThat(found.outcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void putsPartsTogetherThatComeInOneWrite() throws SQLException {
        // When:
        write(
                Contribution.of(masked("r-1", "capital?")),
                Contribution.of(accepted("r-2")),
                Contribution.of(accepted("r-1")),
                Contribution.of(completed("r-1", "Paris")));

        // Then:
        assertThat(found("r-1")).isEqualTo(whole("r-1"));
        assertThat(found("r-2").outcome()).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    void duplicatesChangeNothing() throws SQLException {
        // Given:
        Contribution prompt = Contribution.of(masked("r-1", "capital?"));
        Contribution answer = Contribution.of(completed("r-1", "Paris"));

        // When:
        write(prompt, answer, prompt, answer);
        write(answer, prompt);

        // Then:
        assertThat(store.newest(10)).containsExactly(prompt.part().merge(answer.part()));
        assertThat(answerOf("r-1")).isEqualTo("\"Paris\"");
    }

    @Test
    void anUnknownRequestHasNothing() throws SQLException {
        // Given:
        RequestId unknown = new RequestId("r-9");

        // Then:
        assertThat(store.find(unknown)).isEmpty();
        assertThat(store.bodies(unknown)).isEmpty();
    }

    @Test
    void keepsRecordsAndBodiesOverARestart() throws Exception {
        // Given:
        write(
                Contribution.of(masked("r-1", "capital?")),
                Contribution.of(completed("r-1", "Paris")));
        AuditRecord before = found("r-1");

        // When:
        restart();

        // Then:
        assertThat(found("r-1")).isEqualTo(before);
        assertThat(promptOf("r-1"))
                .isEqualTo("{\"messages\":[{\"role\":\"user\",\"content\":\"capital?\"}]}");
        assertThat(answerOf("r-1")).isEqualTo("\"Paris\"");
    }

    @Test
    void listsNewestFirst() throws SQLException {
        // Given:
        List<Contribution> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            all.add(Contribution.of(masked("r-" + i, "?", NOON.plusSeconds(i), "user")));
        }
        Collections.shuffle(all, new Random(1));
        write(all.toArray(Contribution[]::new));

        // When:
        List<AuditRecord> newest = store.newest(3);

        // Then:
        assertThat(newest)
                .extracting(audited -> audited.requestId().value())
                .containsExactly("r-6", "r-5", "r-4");
    }

    @Test
    void keepsCharactersThatDatabasesRefuse() throws SQLException {
        // Given:
        String nasty = "nul \u0000 half \ud83d whole \ud83d\ude00 quote \" 中文";

        // When:
        write(Contribution.of(masked("r-1", nasty, NOON, nasty)), answer("r-1", nasty));

        // Then:
        assertThat(Objects.requireNonNull(found("r-1").masked()).subject()).isEqualTo(nasty);
        assertThat(answerOf("r-1"))
                .isEqualTo("\"nul \\u0000 half \\uD83D whole \ud83d\ude00 quote \\\" 中文\"");
    }

    @Test
    void keepsTimesThatDatabasesRefuse() throws SQLException {
        // Given:
        Contribution earliest =
                Contribution.of(masked("r-1", "?", Instant.MIN.plusSeconds(9), "u"));
        Contribution latest = Contribution.of(masked("r-2", "?", Instant.MAX.minusSeconds(9), "u"));

        // When:
        write(earliest, latest);

        // Then:
        assertThat(found("r-1")).isEqualTo(earliest.part());
        assertThat(found("r-2")).isEqualTo(latest.part());
    }

    @Test
    void aBodyThatIsOverruledIsNotShown() throws SQLException {
        // Given:
        InferenceCompleted first = completed("r-1", "first");
        InferenceCompleted second =
                new InferenceCompleted(
                        "another event",
                        first.requestId(),
                        first.tenantId(),
                        first.occurredAt().plusSeconds(1),
                        first.acceptedAt(),
                        first.pool(),
                        completed("r-1", "second").text(),
                        first.reason(),
                        first.usage(),
                        first.findings());

        // When:
        write(Contribution.of(second));
        write(Contribution.of(first));
        write(Contribution.of(second));

        // Then:
        assertThat(answerOf("r-1")).isEqualTo("\"first\"");
    }

    @Test
    void refusesWhatNoColumnCanHoldAndNothingElseOfThatWrite() throws SQLException {
        // Given:
        Contribution tooLong = Contribution.of(masked("r-1", "?", NOON, "u".repeat(1_000_001)));

        // When:
        WriteOutcome outcome = store.write(List.of(Contribution.of(accepted("r-2")), tooLong));

        // Then:
        assertThat(outcome).isEqualTo(new Refused("SQL state 22001"));
        assertThat(store.newest(10)).isEmpty();
    }

    @Test
    void takesABodyOfTenMillionCharacters() throws SQLException {
        // Given:
        String longest = "x".repeat(10_000_000);

        // When:
        write(answer("r-1", longest));

        // Then:
        assertThat(answerOf("r-1")).hasSize(longest.length() + 2);
    }

    @Test
    void partsWrittenAtTheSameTimeAreAllKept() throws Exception {
        // Given:
        List<String> ids = IntStream.range(0, 50).mapToObj(i -> "r-" + i).toList();
        List<Callable<WriteOutcome>> writes = new ArrayList<>();
        for (String id : ids) {
            writes.add(() -> store.write(List.of(Contribution.of(accepted(id)))));
            writes.add(() -> store.write(List.of(Contribution.of(masked(id, "capital?")))));
            writes.add(() -> store.write(List.of(Contribution.of(completed(id, "Paris")))));
        }

        // When:
        List<Future<WriteOutcome>> outcomes;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            outcomes = threads.invokeAll(writes);
        }

        // Then:
        assertThat(outcomes).allMatch(outcome -> outcome.resultNow() instanceof Written);
        for (String id : ids) {
            assertThat(found(id)).isEqualTo(whole(id));
        }
    }

    @Test
    void keepsRefusedRequests() throws SQLException {
        // When:
        write(Contribution.of(refused("r-1", ErrorCode.INVALID_API_KEY)));

        // Then:
        assertThat(found("r-1").outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(store.bodies(new RequestId("r-1"))).isEmpty();
    }

    private static AuditRecord whole(String id) {
        return Contribution.of(accepted(id))
                .part()
                .merge(Contribution.of(masked(id, "capital?")).part())
                .merge(Contribution.of(completed(id, "Paris")).part());
    }

    private static Contribution answer(String id, String text) {
        return Contribution.of(completed(id, text));
    }

    void write(Contribution... contributions) {
        assertThat(store.write(List.of(contributions))).isEqualTo(new Written());
    }

    AuditRecord found(String id) throws SQLException {
        return store.find(new RequestId(id)).orElseThrow();
    }

    private String promptOf(String id) throws SQLException {
        StoredBodies bodies = store.bodies(new RequestId(id)).orElseThrow();
        return Objects.requireNonNull(bodies.prompt()).value();
    }

    private String answerOf(String id) throws SQLException {
        StoredBodies bodies = store.bodies(new RequestId(id)).orElseThrow();
        return Objects.requireNonNull(bodies.answer()).value();
    }
}
