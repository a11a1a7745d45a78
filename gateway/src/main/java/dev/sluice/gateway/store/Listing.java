package dev.sluice.gateway.store;

import dev.sluice.contracts.TenantId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Pages of a table that has `id`, `tenant_id`, `created_at` and `event`.
final class Listing {
    private Listing() {}

    /// The events of one object more than the page holds; empty: there is no object `after`.
    /// `purpose` null: of any, for tables that have none too.
    static Optional<List<String>> of(
            Sql sql, String table, TenantId tenant, @Nullable String purpose, PageRequest page)
            throws SQLException {
        String query = "SELECT event FROM " + table + " WHERE tenant_id = ?";
        List<Object> values = new ArrayList<>(List.of(tenant.value()));
        if (purpose != null) {
            query += " AND purpose = ?";
            values.add(purpose);
        }
        if (page.after() != null) {
            Optional<Instant> place =
                    sql.one(
                            "SELECT created_at FROM " + table + " WHERE id = ? AND tenant_id = ?",
                            row -> Objects.requireNonNull(Sql.time(row, "created_at")),
                            page.after(),
                            tenant.value());
            if (place.isEmpty()) {
                return Optional.empty();
            }
            String behind = page.isNewestFirst() ? "<" : ">";
            query +=
                    " AND (created_at "
                            + behind
                            + " ? OR (created_at = ? AND id "
                            + behind
                            + " ?))";
            values.addAll(List.of(place.get(), place.get(), page.after()));
        }
        String order = page.isNewestFirst() ? "DESC" : "ASC";
        query += " ORDER BY created_at " + order + ", id " + order + " LIMIT ?";
        values.add(page.limit() + 1);
        return Optional.of(sql.list(query, row -> row.getString(1), values.toArray()));
    }
}
