package dev.sluice.audit.store;

import dev.sluice.audit.record.AuditBody;
import dev.sluice.audit.record.AuditBody.AnswerBody;
import dev.sluice.audit.record.AuditBody.PromptBody;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `audit_body`, within the caller's transaction.
final class BodyTable {
    private static final String UPDATE =
            "UPDATE audit_body SET body = ? WHERE request_id = ? AND kind = ?";
    private static final String INSERT =
            "INSERT INTO audit_body (body, request_id, kind) VALUES (?, ?, ?)";
    private static final String FIND = "SELECT kind, body FROM audit_body WHERE request_id = ?";
    private static final String PROMPT = "prompt";
    private static final String ANSWER = "answer";

    private final RecordJson json;

    BodyTable(RecordJson json) {
        this.json = json;
    }

    /// Each (request, kind) at most once: an insert would collide with its own copy.
    void put(Connection connection, List<AuditBody> bodies) throws SQLException {
        int[] updated = write(connection, UPDATE, bodies);
        List<AuditBody> added = new ArrayList<>();
        for (int i = 0; i < bodies.size(); i++) {
            if (updated[i] == 0) {
                added.add(bodies.get(i));
            }
        }
        write(connection, INSERT, added);
    }

    private int[] write(Connection connection, String statement, List<AuditBody> bodies)
            throws SQLException {
        if (bodies.isEmpty()) {
            return new int[0];
        }
        try (PreparedStatement write = connection.prepareStatement(statement)) {
            for (AuditBody body : bodies) {
                write.setString(1, json.write(body));
                write.setString(2, body.requestId().value());
                write.setString(3, kind(body));
                write.addBatch();
            }
            return write.executeBatch();
        }
    }

    private static String kind(AuditBody body) {
        return switch (body) {
            case PromptBody _ -> PROMPT;
            case AnswerBody _ -> ANSWER;
        };
    }

    Optional<StoredBodies> find(Connection connection, RequestId id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setString(1, id.value());
            try (ResultSet rows = select.executeQuery()) {
                return read(rows);
            }
        }
    }

    private static Optional<StoredBodies> read(ResultSet rows) throws SQLException {
        SensitiveText prompt = null;
        SensitiveText answer = null;
        while (rows.next()) {
            SensitiveText text = new SensitiveText(rows.getString(2));
            if (rows.getString(1).equals(PROMPT)) {
                prompt = text;
            } else {
                answer = text;
            }
        }
        return found(prompt, answer);
    }

    private static Optional<StoredBodies> found(
            @Nullable SensitiveText prompt, @Nullable SensitiveText answer) {
        return prompt == null && answer == null
                ? Optional.empty()
                : Optional.of(new StoredBodies(prompt, answer));
    }
}
