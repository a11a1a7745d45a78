package dev.sluice.gateway.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One statement of plain JDBC at a time, within the caller's transaction.
final class Sql {
    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /// Reads one row.
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    int update(String statement, @Nullable Object... values) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            fill(prepared, values);
            return prepared.executeUpdate();
        }
    }

    <T> List<T> list(String query, Row<T> reader, @Nullable Object... values) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(query)) {
            fill(prepared, values);
            try (ResultSet rows = prepared.executeQuery()) {
                List<T> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(reader.read(rows));
                }
                return found;
            }
        }
    }

    <T> Optional<T> one(String query, Row<T> reader, @Nullable Object... values)
            throws SQLException {
        return list(query, reader, values).stream().findFirst();
    }

    boolean has(String query, @Nullable Object... values) throws SQLException {
        return !list(query, _ -> true, values).isEmpty();
    }

    private static void fill(PreparedStatement prepared, @Nullable Object[] values)
            throws SQLException {
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            prepared.setObject(i + 1, value instanceof Instant time ? column(time) : value);
        }
    }

    private static OffsetDateTime column(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    static @Nullable Instant time(ResultSet row, String name) throws SQLException {
        OffsetDateTime time = row.getObject(name, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
