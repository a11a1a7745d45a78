package dev.sluice.audit.store;

import dev.sluice.audit.record.AuditBody;
import dev.sluice.audit.record.AuditRecord;
import dev.sluice.audit.record.Contribution;
import dev.sluice.audit.store.WriteOutcome.Refused;
import dev.sluice.audit.store.WriteOutcome.Unavailable;
import dev.sluice.audit.store.WriteOutcome.Written;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Audit records in the database: written by merging, read by id or newest first.
///
/// A write is one transaction: 1. put the contributions of each request together; 2. lock and read
/// what is known of these requests; 3. merge; 4. write what changed; 5. write the bodies that
/// count. Merging is idempotent and commutative, so writes may come twice and in any order.
@Singleton
public final class AuditStore {
    private static final String DUPLICATE_KEY = "23505";
    private static final int ANSWER_SECONDS_MAX = 2;

    private final AuditDatabase database;
    private final RecordTable records;
    private final BodyTable bodies;
    // Why: the topics bring parts of one request at the same time, and two inserts of one key
    // would collide. Another process still may; its loser merges at the next try.
    private final ReentrantLock writing = new ReentrantLock();

    @Inject
    public AuditStore(AuditDatabase database) {
        this.database = database;
        RecordJson json = new RecordJson();
        records = new RecordTable(json);
        bodies = new BodyTable(json);
    }

    /// Stores all of them or none. Never throws for what a database or a record may do.
    public WriteOutcome write(List<Contribution> contributions) {
        writing.lock();
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            try {
                merge(connection, contributions);
                connection.commit();
                return new Written();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        } catch (SQLException e) {
            return outcomeOf(e);
        } catch (RuntimeException e) {
            return new Refused(e.getClass().getSimpleName());
        } finally {
            writing.unlock();
        }
    }

    private void merge(Connection connection, List<Contribution> contributions)
            throws SQLException {
        Map<RequestId, AuditRecord> merged = byRequest(contributions);
        Map<RequestId, AuditRecord> known = records.lock(connection, merged.keySet());
        List<AuditRecord> added = new ArrayList<>();
        List<AuditRecord> changed = new ArrayList<>();
        for (Map.Entry<RequestId, AuditRecord> entry : merged.entrySet()) {
            AuditRecord former = known.get(entry.getKey());
            if (former == null) {
                added.add(entry.getValue());
                continue;
            }
            entry.setValue(former.merge(entry.getValue()));
            if (!entry.getValue().equals(former)) {
                changed.add(entry.getValue());
            }
        }
        records.insert(connection, added);
        records.update(connection, changed);
        bodies.put(connection, counting(contributions, merged));
    }

    /// Sorted by id: two processes lock rows in the same order.
    private static Map<RequestId, AuditRecord> byRequest(Collection<Contribution> contributions) {
        Map<RequestId, AuditRecord> merged =
                new TreeMap<>((one, other) -> one.value().compareTo(other.value()));
        for (Contribution contribution : contributions) {
            merged.merge(contribution.part().requestId(), contribution.part(), AuditRecord::merge);
        }
        return merged;
    }

    /// The bodies whose parts count, each once.
    private static List<AuditBody> counting(
            List<Contribution> contributions, Map<RequestId, AuditRecord> merged) {
        Map<BodyKey, AuditBody> counting = new LinkedHashMap<>();
        for (Contribution contribution : contributions) {
            AuditBody body = contribution.body();
            if (body != null && Objects.requireNonNull(merged.get(body.requestId())).holds(body)) {
                counting.put(new BodyKey(body.requestId(), body.getClass()), body);
            }
        }
        return List.copyOf(counting.values());
    }

    private record BodyKey(RequestId requestId, Class<?> kind) {}

    private static WriteOutcome outcomeOf(SQLException e) {
        String state = Optional.ofNullable(e.getSQLState()).orElse("unknown");
        String reason = "SQL state " + state;
        return isAboutTheData(state) ? new Refused(reason) : new Unavailable(reason);
    }

    /// Classes 22 (data), 23 (constraints) and 54 (limits) of SQL states.
    private static boolean isAboutTheData(String state) {
        return state.startsWith("22")
                || (state.startsWith("23") && !state.equals(DUPLICATE_KEY))
                || state.startsWith("54");
    }

    public Optional<AuditRecord> find(RequestId id) throws SQLException {
        try (Connection connection = database.connection()) {
            return records.find(connection, id);
        }
    }

    /// At most so many, newest first.
    public List<AuditRecord> newest(int limit) throws SQLException {
        try (Connection connection = database.connection()) {
            return records.newest(connection, limit);
        }
    }

    /// The same of one tenant; null: of all, and of those who are none.
    public List<AuditRecord> newest(int limit, @Nullable TenantId tenant) throws SQLException {
        if (tenant == null) {
            return newest(limit);
        }
        try (Connection connection = database.connection()) {
            return records.newest(connection, limit, tenant);
        }
    }

    public Optional<StoredBodies> bodies(RequestId id) throws SQLException {
        try (Connection connection = database.connection()) {
            return bodies.find(connection, id);
        }
    }

    /// Whether the database answers now.
    public boolean isReachable() {
        try (Connection connection = database.connection()) {
            return connection.isValid(ANSWER_SECONDS_MAX);
        } catch (SQLException e) {
            return false;
        }
    }
}
