package dev.sluice.audit.store;

import dev.sluice.runtime.home.Home;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;

/// A PostgreSQL server, where the environment names one; each test makes and drops its own schema.
@ExtendWith(PostgresAuditStoreTest.ServerGiven.class)
final class PostgresAuditStoreTest extends AuditStoreContract {
    private static final String VARIABLE = "SLUICE_TEST_POSTGRES_URL";
    private static final @Nullable String SERVER = System.getenv(VARIABLE);

    /// Skips in a way that cannot be overlooked.
    static final class ServerGiven implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (SERVER != null) {
                return ConditionEvaluationResult.enabled(VARIABLE + " is set");
            }
            if (context.getTestMethod().isEmpty()) {
                System.out.println(
                        "SKIPPED: audit on PostgreSQL is not tested; set "
                                + VARIABLE
                                + "=jdbc:postgresql://HOST/DATABASE?user=USER&password=PASSWORD");
            }
            return ConditionEvaluationResult.disabled(VARIABLE + " is not set");
        }
    }

    @TempDir private Path folder;
    private final String schema = "audit_" + UUID.randomUUID().toString().replace("-", "");

    @Override
    AuditDatabase open() throws SQLException {
        execute("CREATE SCHEMA IF NOT EXISTS " + schema);
        String server = Objects.requireNonNull(SERVER);
        String url = server + (server.contains("?") ? "&" : "?") + "currentSchema=" + schema;
        AuditDatabase database = new AuditDatabase(new TestSettings(url, null), Home.at(folder));
        database.open();
        return database;
    }

    @AfterEach
    void dropSchema() throws SQLException {
        execute("DROP SCHEMA " + schema + " CASCADE");
    }

    private static void execute(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection(SERVER)) {
            connection.createStatement().execute(statement);
        }
    }
}
