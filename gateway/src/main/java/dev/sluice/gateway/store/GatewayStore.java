package dev.sluice.gateway.store;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.ObjectEvent;
import dev.sluice.contracts.event.ObjectEvent.FileStored;
import dev.sluice.contracts.event.ObjectEvent.ResponseCreated;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.runtime.database.Database;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tables of the front door. Reads run on virtual threads and fail with
/// [ErrorCode#MESH_UNAVAILABLE] where the database does not answer.
///
/// What a caller wrote on another gateway, or a moment ago, may not be in the tables yet: whatever
/// is not found, or not found to be finished, is looked for once more when they have caught up with
/// the log.
public final class GatewayStore {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayStore.class);

    private final Supplier<Database> database;
    private final LogProgress progress;
    private final SealedForms forms;
    private final EventText texts;
    private final Projection projection;

    /// `database` opens it where that did not happen yet.
    public GatewayStore(
            Supplier<Database> database,
            LogProgress progress,
            SealedForms forms,
            EventCodec codec) {
        this.database = database;
        this.progress = progress;
        this.forms = forms;
        this.texts = new EventText(codec);
        this.projection = new Projection(texts);
    }

    public SealedForms forms() {
        return forms;
    }

    /// Something to read within one transaction.
    interface Query<T> {
        T run(Sql sql) throws SQLException;
    }

    /// Applies what was polled, in one transaction; called by one thread. Fails with an
    /// `SQLException` and has then applied nothing.
    public void apply(Collection<LogPortion> portions) throws SQLException {
        transact(sql -> {
            for (LogPortion portion : portions) {
                projection.apply(sql, portion);
            }
            return true;
        });
    }

    /// How far each partition of a topic is applied; partitions that never were are not in it.
    public Map<Integer, Long> positions(String topic) throws SQLException {
        return transact(sql -> {
            Map<Integer, Long> positions = new HashMap<>();
            sql.list(
                            "SELECT partition_number, next_offset FROM log_position WHERE topic ="
                                    + " ?",
                            row -> Map.entry(row.getInt(1), row.getLong(2)),
                            topic)
                    .forEach(at -> positions.put(at.getKey(), at.getValue()));
            return positions;
        });
    }

    /// Changes when the tables were made anew: then positions must be asked for again.
    public int generation() throws SQLException {
        database.get().connection().close();
        return database.get().migrationCount();
    }

    /// Empties the tables: they are filled from the beginning of the log again.
    public void clear() throws SQLException {
        transact(sql -> {
            Projection.clear(sql);
            return true;
        });
    }

    /// Whether a record is at fault and not the database: classes 22 (data), 23 (constraints) and
    /// 54 (limits) of SQL states.
    public static boolean isAboutTheData(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
    }

    /// Forgets what is older.
    public void forget(Instant before) throws SQLException {
        transact(sql -> {
            Projection.forget(sql, before);
            return true;
        });
    }

    /// A response of this tenant, with its result if that is on the log.
    public CompletionStage<Optional<StoredResponse>> response(TenantId tenant, ObjectId id) {
        return found(
                sql -> responseNow(sql, tenant, id),
                found -> found.isPresent() && found.get().result() != null);
    }

    private Optional<StoredResponse> responseNow(Sql sql, TenantId tenant, ObjectId id)
            throws SQLException {
        Optional<ResponseCreated> created =
                sql.one(
                        "SELECT event FROM stored_response WHERE id = ? AND tenant_id = ?",
                        row -> read(ResponseCreated.class, row.getString(1)),
                        id.value(),
                        tenant.value());
        if (created.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new StoredResponse(
                        created.get(),
                        forms.open(tenant, id, created.get().form()),
                        resultNow(sql, tenant, id).orElse(null)));
    }

    private Optional<ResultEvent> resultNow(Sql sql, TenantId tenant, ObjectId id)
            throws SQLException {
        return sql.one(
                "SELECT event FROM kept_result WHERE request_id = ? AND tenant_id = ?",
                row -> result(row.getString(1)),
                id.value(),
                tenant.value());
    }

    /// A file of this tenant.
    public CompletionStage<Optional<FileStored>> file(TenantId tenant, ObjectId id) {
        return found(sql ->
                sql.one(
                        "SELECT event FROM stored_file WHERE id = ? AND tenant_id = ?",
                        row -> read(FileStored.class, row.getString(1)),
                        id.value(),
                        tenant.value()));
    }

    /// One file more than the page holds, where there are so many. Empty: there is no file `after`.
    public CompletionStage<Optional<List<FileStored>>> files(
            TenantId tenant, @Nullable String purpose, PageRequest page) {
        return progress.caughtUp()
                .thenCompose(_ ->
                        read(sql ->
                                Listing.of(sql, "stored_file", tenant, purpose, page)
                                        .map(this::readFiles)));
    }

    /// Bytes of all files of a tenant.
    public CompletionStage<Long> fileBytes(TenantId tenant) {
        return read(sql ->
                sql.one(
                                "SELECT COALESCE(SUM(size_bytes), 0) FROM stored_file"
                                        + " WHERE tenant_id = ?",
                                row -> row.getLong(1),
                                tenant.value())
                        .orElse(0L));
    }

    private List<FileStored> readFiles(List<String> found) {
        return found.stream().map(text -> read(FileStored.class, text)).toList();
    }

    ResultEvent result(String text) {
        return texts.read(ResultEvent.class, text);
    }

    <E extends ObjectEvent> E read(Class<E> type, String text) {
        return type.cast(texts.read(ObjectEvent.class, text));
    }

    /// Completes when everything written before is in the tables.
    public CompletionStage<Void> caughtUp() {
        return progress.caughtUp();
    }

    <T> CompletionStage<Optional<T>> found(Query<Optional<T>> query) {
        return found(query, Optional::isPresent);
    }

    private <T> CompletionStage<T> found(Query<T> query, Predicate<T> isFinal) {
        return read(query)
                .thenCompose(first ->
                        isFinal.test(first)
                                ? CompletableFuture.completedStage(first)
                                : progress.caughtUp().thenCompose(_ -> read(query)));
    }

    <T> CompletionStage<T> read(Query<T> query) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("gateway-store").start(() -> complete(answer, query));
        return answer;
    }

    private <T> void complete(CompletableFuture<T> answer, Query<T> query) {
        try {
            answer.complete(transact(query));
        } catch (SQLException e) {
            tell(e);
            answer.completeExceptionally(
                    new SluiceException(
                            ErrorCode.MESH_UNAVAILABLE,
                            "the database of the gateway does not answer",
                            e));
        } catch (RuntimeException | Error fault) {
            answer.completeExceptionally(fault);
        }
    }

    private <T> T transact(Query<T> query) throws SQLException {
        Database open = database.get();
        try (Connection connection = open.connection()) {
            connection.setAutoCommit(false);
            try {
                T result = query.run(new Sql(connection));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            // The tables may be gone: whoever comes next makes them, and they are filled again.
            open.doubt();
            throw e;
        }
    }

    private static void tell(SQLException e) {
        LOG.atWarn()
                .addKeyValue("sqlState", e.getSQLState())
                .log("the gateway's database did not answer a query");
    }
}
