package dev.sluice.gateway.store;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.event.Event;
import dev.sluice.contracts.event.ObjectEvent;
import dev.sluice.contracts.event.ObjectEvent.BatchCancelled;
import dev.sluice.contracts.event.ObjectEvent.BatchCreated;
import dev.sluice.contracts.event.ObjectEvent.BatchFinished;
import dev.sluice.contracts.event.ObjectEvent.BatchLineRefused;
import dev.sluice.contracts.event.ObjectEvent.BatchSpanBegun;
import dev.sluice.contracts.event.ObjectEvent.BatchValidated;
import dev.sluice.contracts.event.ObjectEvent.FileStored;
import dev.sluice.contracts.event.ObjectEvent.KeyClaimed;
import dev.sluice.contracts.event.ObjectEvent.ObjectDeleted;
import dev.sluice.contracts.event.ObjectEvent.ResponseCreated;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Applies records to the tables. A record is applied once, because its position is moved in the
/// same transaction; an event that was written twice changes nothing the second time. Where two
/// events compete (an idempotency key, a span of a batch) the first in the log counts.
final class Projection {
    private static final List<String> TABLES =
            List.of(
                    "stored_response",
                    "kept_result",
                    "stored_file",
                    "deleted_object",
                    "stored_batch",
                    "batch_span",
                    "batch_line",
                    "batch_refusal",
                    "claimed_key",
                    "log_position");

    private final EventText texts;

    Projection(EventText texts) {
        this.texts = texts;
    }

    void apply(Sql sql, LogPortion portion) throws SQLException {
        long applied = lockPosition(sql, portion);
        for (LogPortion.Entry entry : portion.entries()) {
            if (entry.offset() >= applied) {
                apply(sql, entry.event(), portion.partition());
            }
        }
        if (portion.nextOffset() > applied) {
            sql.update(
                    "UPDATE log_position SET next_offset = ? WHERE topic = ? AND"
                            + " partition_number = ?",
                    portion.nextOffset(),
                    portion.topic(),
                    portion.partition());
        }
    }

    /// Where two gateways share a database, the second waits here and finds the work done.
    private static long lockPosition(Sql sql, LogPortion portion) throws SQLException {
        String query =
                "SELECT next_offset FROM log_position WHERE topic = ? AND partition_number = ?"
                        + " FOR UPDATE";
        Optional<Long> known =
                sql.one(query, row -> row.getLong(1), portion.topic(), portion.partition());
        if (known.isEmpty()) {
            sql.update(
                    "INSERT INTO log_position (topic, partition_number, next_offset)"
                            + " VALUES (?, ?, 0)",
                    portion.topic(),
                    portion.partition());
        }
        return known.orElse(0L);
    }

    private void apply(Sql sql, Event event, int partition) throws SQLException {
        if (event instanceof ResultEvent result) {
            keepResult(sql, result);
        } else if (event instanceof ObjectEvent change) {
            apply(sql, change, partition);
        } else {
            throw new IllegalStateException("no table for " + event.getClass().getSimpleName());
        }
    }

    private void apply(Sql sql, ObjectEvent change, int partition) throws SQLException {
        switch (change) {
            case ResponseCreated created -> keepResponse(sql, created);
            case FileStored stored -> keepFile(sql, stored);
            case ObjectDeleted deleted -> delete(sql, deleted);
            case KeyClaimed claimed -> keepClaim(sql, claimed);
            case BatchCreated created -> keepBatch(sql, created, partition);
            case BatchValidated valid ->
                    sql.update(
                            "UPDATE stored_batch SET validated_at = ?, line_count = ?"
                                    + " WHERE id = ? AND validated_at IS NULL",
                            valid.occurredAt(),
                            valid.lineCount(),
                            valid.objectId().value());
            case BatchSpanBegun span -> keepSpan(sql, span);
            case BatchLineRefused refused -> keepRefusal(sql, refused);
            case BatchCancelled cancelled ->
                    sql.update(
                            "UPDATE stored_batch SET cancelled_at = ?"
                                    + " WHERE id = ? AND cancelled_at IS NULL",
                            cancelled.occurredAt(),
                            cancelled.objectId().value());
            case BatchFinished finished ->
                    sql.update(
                            "UPDATE stored_batch SET finished = ?"
                                    + " WHERE id = ? AND finished IS NULL",
                            texts.of(finished),
                            finished.objectId().value());
        }
    }

    private void keepResult(Sql sql, ResultEvent result) throws SQLException {
        String id = result.requestId().value();
        if (!KeptRequests.isKept(result.requestId())
                || isDeleted(sql, id)
                || sql.has("SELECT 1 FROM kept_result WHERE request_id = ?", id)) {
            return;
        }
        sql.update(
                "INSERT INTO kept_result (request_id, tenant_id, finished_at, is_answered, event)"
                        + " VALUES (?, ?, ?, ?, ?)",
                id,
                result.tenantId().value(),
                result.occurredAt(),
                result instanceof InferenceCompleted,
                texts.of(result));
    }

    private void keepResponse(Sql sql, ResponseCreated created) throws SQLException {
        String id = created.objectId().value();
        if (isDeleted(sql, id) || sql.has("SELECT 1 FROM stored_response WHERE id = ?", id)) {
            return;
        }
        sql.update(
                "INSERT INTO stored_response (id, tenant_id, created_at, event)"
                        + " VALUES (?, ?, ?, ?)",
                id,
                created.tenantId().value(),
                created.occurredAt(),
                texts.of(created));
    }

    private void keepFile(Sql sql, FileStored stored) throws SQLException {
        String id = stored.objectId().value();
        if (isDeleted(sql, id) || sql.has("SELECT 1 FROM stored_file WHERE id = ?", id)) {
            return;
        }
        sql.update(
                "INSERT INTO stored_file (id, tenant_id, created_at, purpose, size_bytes, event)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                id,
                stored.tenantId().value(),
                stored.occurredAt(),
                stored.purpose(),
                stored.sizeBytes(),
                texts.of(stored));
    }

    private void delete(Sql sql, ObjectDeleted deleted) throws SQLException {
        String id = deleted.objectId().value();
        String tenant = deleted.tenantId().value();
        sql.update("DELETE FROM stored_response WHERE id = ? AND tenant_id = ?", id, tenant);
        sql.update("DELETE FROM kept_result WHERE request_id = ? AND tenant_id = ?", id, tenant);
        sql.update("DELETE FROM stored_file WHERE id = ? AND tenant_id = ?", id, tenant);
        if (!isDeleted(sql, id)) {
            sql.update(
                    "INSERT INTO deleted_object (id, deleted_at) VALUES (?, ?)",
                    id,
                    deleted.occurredAt());
        }
    }

    private static boolean isDeleted(Sql sql, String id) throws SQLException {
        return sql.has("SELECT 1 FROM deleted_object WHERE id = ?", id);
    }

    private static void keepClaim(Sql sql, KeyClaimed claimed) throws SQLException {
        String tenant = claimed.tenantId().value();
        if (sql.has(
                "SELECT 1 FROM claimed_key WHERE tenant_id = ? AND key_hash = ?",
                tenant,
                claimed.keyHash())) {
            return;
        }
        sql.update(
                "INSERT INTO claimed_key (tenant_id, key_hash, fingerprint, object_id, claimed_at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                tenant,
                claimed.keyHash(),
                claimed.fingerprint(),
                claimed.objectId().value(),
                claimed.occurredAt());
    }

    private void keepBatch(Sql sql, BatchCreated created, int partition) throws SQLException {
        String id = created.objectId().value();
        if (sql.has("SELECT 1 FROM stored_batch WHERE id = ?", id)) {
            return;
        }
        sql.update(
                "INSERT INTO stored_batch (id, tenant_id, created_at, log_shard, event)"
                        + " VALUES (?, ?, ?, ?, ?)",
                id,
                created.tenantId().value(),
                created.occurredAt(),
                partition,
                texts.of(created));
    }

    private static void keepSpan(Sql sql, BatchSpanBegun span) throws SQLException {
        ObjectId batch = span.objectId();
        if (sql.has(
                "SELECT 1 FROM batch_span WHERE batch_id = ? AND first_line = ?",
                batch.value(),
                span.firstLine())) {
            return;
        }
        sql.update(
                "INSERT INTO batch_span (batch_id, first_line, line_count, begun_at,"
                        + " stream_partition_count) VALUES (?, ?, ?, ?, ?)",
                batch.value(),
                span.firstLine(),
                span.lineCount(),
                span.occurredAt(),
                span.streamPartitionCount());
        for (int line = span.firstLine(); line < span.firstLine() + span.lineCount(); line++) {
            sql.update(
                    "INSERT INTO batch_line (request_id, batch_id, line_number) VALUES (?, ?, ?)",
                    LineIds.of(batch, line, span.occurredAt(), span.streamPartitionCount()).value(),
                    batch.value(),
                    line);
        }
    }

    private void keepRefusal(Sql sql, BatchLineRefused refused) throws SQLException {
        String batch = refused.objectId().value();
        if (sql.has(
                "SELECT 1 FROM batch_refusal WHERE batch_id = ? AND line_number = ?",
                batch,
                refused.line())) {
            return;
        }
        sql.update(
                "INSERT INTO batch_refusal (batch_id, line_number, event) VALUES (?, ?, ?)",
                batch,
                refused.line(),
                texts.of(refused));
    }

    static void clear(Sql sql) throws SQLException {
        for (String table : TABLES) {
            sql.update("DELETE FROM " + table);
        }
    }

    /// Forgets what is past its retention, as the log does.
    static void forget(Sql sql, Instant before) throws SQLException {
        sql.update("DELETE FROM stored_response WHERE created_at < ?", before);
        sql.update("DELETE FROM kept_result WHERE finished_at < ?", before);
        sql.update("DELETE FROM stored_file WHERE created_at < ?", before);
        sql.update("DELETE FROM claimed_key WHERE claimed_at < ?", before);
        sql.update("DELETE FROM deleted_object WHERE deleted_at < ?", before);
        String old = "(SELECT id FROM stored_batch WHERE created_at < ?)";
        sql.update("DELETE FROM batch_line WHERE batch_id IN " + old, before);
        sql.update("DELETE FROM batch_span WHERE batch_id IN " + old, before);
        sql.update("DELETE FROM batch_refusal WHERE batch_id IN " + old, before);
        sql.update("DELETE FROM stored_batch WHERE created_at < ?", before);
    }
}
