package dev.sluice.audit.store;

import dev.sluice.audit.record.AuditRecord;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The table `audit_record`, within the caller's transaction.
final class RecordTable {
    private static final String INSERT =
            "INSERT INTO audit_record (tenant_id, outcome, begun_at, parts, request_id)"
                    + " VALUES (?, ?, ?, ?, ?)";
    private static final String UPDATE =
            "UPDATE audit_record SET tenant_id = ?, outcome = ?, begun_at = ?, parts = ?"
                    + " WHERE request_id = ?";
    private static final String FIND = "SELECT parts FROM audit_record WHERE request_id = ?";
    private static final String NEWEST =
            "SELECT parts FROM audit_record ORDER BY begun_at DESC, request_id DESC LIMIT ?";
    private static final String NEWEST_OF_TENANT =
            "SELECT parts FROM audit_record WHERE tenant_id = ?"
                    + " ORDER BY begun_at DESC, request_id DESC LIMIT ?";

    // What both databases can hold. Producers choose their own times.
    private static final Instant EARLIEST = Instant.EPOCH;
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final RecordJson json;

    RecordTable(RecordJson json) {
        this.json = json;
    }

    /// What is known of these requests; the rows stay locked until the transaction ends.
    Map<RequestId, AuditRecord> lock(Connection connection, Collection<RequestId> ids)
            throws SQLException {
        String marks = String.join(",", Collections.nCopies(ids.size(), "?"));
        String query =
                "SELECT parts FROM audit_record WHERE request_id IN ("
                        + marks
                        + ") ORDER BY request_id FOR UPDATE";
        try (PreparedStatement select = connection.prepareStatement(query)) {
            int position = 1;
            for (RequestId id : ids) {
                select.setString(position++, id.value());
            }
            Map<RequestId, AuditRecord> known = new HashMap<>();
            for (AuditRecord audited : list(select)) {
                known.put(audited.requestId(), audited);
            }
            return known;
        }
    }

    void insert(Connection connection, List<AuditRecord> records) throws SQLException {
        write(connection, INSERT, records);
    }

    void update(Connection connection, List<AuditRecord> records) throws SQLException {
        write(connection, UPDATE, records);
    }

    private void write(Connection connection, String statement, List<AuditRecord> records)
            throws SQLException {
        if (records.isEmpty()) {
            return;
        }
        try (PreparedStatement write = connection.prepareStatement(statement)) {
            for (AuditRecord audited : records) {
                write.setString(1, audited.tenantId().map(TenantId::value).orElse(null));
                write.setString(2, audited.outcome().name());
                write.setObject(3, column(audited.begunAt()));
                write.setString(4, json.write(audited));
                write.setString(5, audited.requestId().value());
                write.addBatch();
            }
            write.executeBatch();
        }
    }

    private static OffsetDateTime column(Instant time) {
        Instant held = time.isBefore(EARLIEST) ? EARLIEST : time.isAfter(LATEST) ? LATEST : time;
        return held.atOffset(ZoneOffset.UTC);
    }

    Optional<AuditRecord> find(Connection connection, RequestId id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setString(1, id.value());
            return list(select).stream().findFirst();
        }
    }

    List<AuditRecord> newest(Connection connection, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEWEST)) {
            select.setInt(1, limit);
            return list(select);
        }
    }

    List<AuditRecord> newest(Connection connection, int limit, TenantId tenant)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEWEST_OF_TENANT)) {
            select.setString(1, tenant.value());
            select.setInt(2, limit);
            return list(select);
        }
    }

    private List<AuditRecord> list(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<AuditRecord> records = new ArrayList<>();
            while (rows.next()) {
                records.add(json.read(rows.getString(1)));
            }
            return records;
        }
    }
}
