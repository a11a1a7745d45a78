package dev.sluice.gateway.store;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.ObjectEvent.BatchCreated;
import dev.sluice.contracts.event.ObjectEvent.BatchFinished;
import dev.sluice.contracts.event.ObjectEvent.BatchLineRefused;
import dev.sluice.contracts.event.ResultEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What the tables say about batches.
public final class BatchStore {
    private static final String COLUMNS =
            "SELECT id, event, validated_at, line_count, cancelled_at, finished FROM stored_batch";

    private final GatewayStore store;

    public BatchStore(GatewayStore store) {
        this.store = store;
    }

    /// A span of lines that was begun: when, and over how many partitions it is spread.
    public record Span(Instant begunAt, int lineCount, int streamPartitionCount) {}

    /// A batch of this tenant.
    public CompletionStage<Optional<StoredBatch>> batch(TenantId tenant, ObjectId id) {
        return store.found(sql ->
                sql.one(
                        COLUMNS + " WHERE id = ? AND tenant_id = ?",
                        row -> read(sql, row),
                        id.value(),
                        tenant.value()));
    }

    /// One batch more than the page holds, where there are so many. Empty: there is no batch
    /// `after`.
    public CompletionStage<Optional<List<StoredBatch>>> batches(TenantId tenant, PageRequest page) {
        return store.caughtUp()
                .thenCompose(_ ->
                        store.read(sql -> {
                            Optional<List<String>> events =
                                    Listing.of(sql, "stored_batch", tenant, null, page);
                            if (events.isEmpty()) {
                                return Optional.empty();
                            }
                            List<StoredBatch> batches = new ArrayList<>();
                            for (String event : events.get()) {
                                ObjectId id = store.read(BatchCreated.class, event).objectId();
                                sql.one(
                                                COLUMNS + " WHERE id = ?",
                                                row -> read(sql, row),
                                                id.value())
                                        .ifPresent(batches::add);
                            }
                            return Optional.of(batches);
                        }));
    }

    /// Batches on these shards of the log that are not finished, oldest first.
    public CompletionStage<List<BatchCreated>> unfinished(Set<Integer> shards, int limit) {
        if (shards.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        List<Object> values = new ArrayList<>(shards);
        values.add(limit);
        String query =
                "SELECT event FROM stored_batch WHERE finished IS NULL AND log_shard IN ("
                        + marks(shards.size())
                        + ") ORDER BY created_at, id LIMIT ?";
        return store.read(sql ->
                sql.list(
                        query,
                        row -> store.read(BatchCreated.class, row.getString(1)),
                        values.toArray()));
    }

    /// The span that begins with a line, as the log has it.
    public CompletionStage<Optional<Span>> span(ObjectId batch, int firstLine) {
        return store.read(sql ->
                sql.one(
                        "SELECT begun_at, line_count, stream_partition_count FROM batch_span"
                                + " WHERE batch_id = ? AND first_line = ?",
                        row ->
                                new Span(
                                        Objects.requireNonNull(Sql.time(row, "begun_at")),
                                        row.getInt("line_count"),
                                        row.getInt("stream_partition_count")),
                        batch.value(),
                        firstLine));
    }

    /// What became of these lines, by their number: a result or a refusal. A line that is not in it
    /// has not ended.
    public CompletionStage<Map<Integer, Event>> outcomes(
            ObjectId batch, int firstLine, int lineCount) {
        return store.read(sql -> {
            Map<Integer, Event> outcomes = new HashMap<>();
            sql.list(
                            "SELECT l.line_number, r.event FROM batch_line l JOIN kept_result r"
                                    + " ON r.request_id = l.request_id WHERE l.batch_id = ?"
                                    + " AND l.line_number >= ? AND l.line_number < ?",
                            row -> Map.entry(row.getInt(1), store.result(row.getString(2))),
                            batch.value(),
                            firstLine,
                            firstLine + lineCount)
                    .forEach(found -> outcomes.put(found.getKey(), found.getValue()));
            sql.list(
                            "SELECT line_number, event FROM batch_refusal WHERE batch_id = ?"
                                    + " AND line_number >= ? AND line_number < ?",
                            row ->
                                    Map.entry(
                                            row.getInt(1),
                                            store.read(BatchLineRefused.class, row.getString(2))),
                            batch.value(),
                            firstLine,
                            firstLine + lineCount)
                    .forEach(found -> outcomes.put(found.getKey(), found.getValue()));
            return outcomes;
        });
    }

    public CompletionStage<Boolean> isCancelled(ObjectId batch) {
        return store.read(sql ->
                sql.has(
                        "SELECT 1 FROM stored_batch WHERE id = ? AND cancelled_at IS NOT NULL",
                        batch.value()));
    }

    /// Which of these requests have a result.
    public CompletionStage<Set<RequestId>> ended(Collection<RequestId> requests) {
        if (requests.isEmpty()) {
            return CompletableFuture.completedStage(Set.of());
        }
        String query =
                "SELECT request_id FROM kept_result WHERE request_id IN ("
                        + marks(requests.size())
                        + ")";
        Object[] ids = requests.stream().map(RequestId::value).toArray();
        return store.read(
                sql -> new HashSet<>(sql.list(query, row -> new RequestId(row.getString(1)), ids)));
    }

    /// The results of those of these requests that have one.
    public CompletionStage<List<ResultEvent>> results(Collection<RequestId> requests) {
        if (requests.isEmpty()) {
            return CompletableFuture.completedStage(List.of());
        }
        String query =
                "SELECT event FROM kept_result WHERE request_id IN ("
                        + marks(requests.size())
                        + ")";
        Object[] ids = requests.stream().map(RequestId::value).toArray();
        return store.read(sql -> sql.list(query, row -> store.result(row.getString(1)), ids));
    }

    private static String marks(int count) {
        return String.join(",", Collections.nCopies(count, "?"));
    }

    private StoredBatch read(Sql sql, ResultSet row) throws SQLException {
        BatchCreated created = store.read(BatchCreated.class, row.getString("event"));
        @Nullable String finishedText = row.getString("finished");
        BatchFinished finished =
                finishedText == null ? null : store.read(BatchFinished.class, finishedText);
        int[] counts =
                finished == null
                        ? counts(sql, created.objectId())
                        : new int[] {finished.completedCount(), finished.failedCount()};
        return new StoredBatch(
                created,
                store.forms()
                        .openMetadata(created.tenantId(), created.objectId(), created.metadata()),
                Sql.time(row, "validated_at"),
                row.getInt("line_count"),
                Sql.time(row, "cancelled_at"),
                finished,
                counts[0],
                counts[1]);
    }

    private static int[] counts(Sql sql, ObjectId batch) throws SQLException {
        int[] counts = new int[2];
        sql.list(
                        "SELECT r.is_answered, COUNT(*) FROM batch_line l JOIN kept_result r"
                                + " ON r.request_id = l.request_id WHERE l.batch_id = ?"
                                + " GROUP BY r.is_answered",
                        row -> Map.entry(row.getBoolean(1), row.getInt(2)),
                        batch.value())
                .forEach(count -> counts[count.getKey() ? 0 : 1] += count.getValue());
        counts[1] +=
                sql.one(
                                "SELECT COUNT(*) FROM batch_refusal WHERE batch_id = ?",
                                row -> row.getInt(1),
                                batch.value())
                        .orElse(0);
        return counts;
    }

    /// Everything written before is in the tables.
    public CompletionStage<Void> caughtUp() {
        return store.caughtUp();
    }
}
