package dev.sluice.audit.store;

import dev.sluice.runtime.home.Home;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections to the audit database, and its tables: whoever gets the first connection has
/// brought the tables up to date.
///
/// An embedded database that cannot be opened ends the start. A server that does not answer does
/// not: writers and readers ask again.
@Singleton
public final class AuditDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AuditDatabase.class);
    private static final String FILE_NAME = "audit";
    private static final String MIGRATIONS = "classpath:db/audit";
    private static final String HISTORY_TABLE = "audit_schema_history";
    private static final int H2_IN_USE = 90020;

    // WRITE_DELAY=0: a commit is in the file when it returns. With H2's default of 500 ms a killed
    // process would lose records whose offsets are committed. Trace files would hold texts.
    // CACHE_SIZE is in KiB.
    private static final String H2_OPTIONS =
            ";WRITE_DELAY=0;CACHE_SIZE=16384;TRACE_LEVEL_FILE=0;DB_CLOSE_ON_EXIT=FALSE";

    private final DatabaseUrl url;
    private final AgroalDataSource pool;
    private final ReentrantLock migrating = new ReentrantLock();
    // Written under the lock above, by whichever thread comes first.
    private volatile boolean migrated;

    @Inject
    AuditDatabase(StoreSettings settings) {
        this(settings, Home.open());
    }

    /// The database of the settings, or the file below this home.
    public AuditDatabase(StoreSettings settings, Home home) {
        url = DatabaseUrl.of(settings.url().orElseGet(() -> fileUrl(home)));
        pool = pool(settings);
    }

    private static String fileUrl(Home home) {
        Path file = home.database().resolve(FILE_NAME);
        return "jdbc:h2:file:" + file + H2_OPTIONS;
    }

    private AgroalDataSource pool(StoreSettings settings) {
        var supplier =
                new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(pool ->
                                pool.minSize(1)
                                        .maxSize(settings.connectionCountMax())
                                        .acquisitionTimeout(settings.connectionWait())
                                        .validateOnBorrow(true)
                                        .connectionValidator(ConnectionValidator.defaultValidator())
                                        .connectionFactoryConfiguration(
                                                factory -> connect(factory, settings)));
        try {
            return AgroalDataSource.from(supplier);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private AgroalConnectionFactoryConfigurationSupplier connect(
            AgroalConnectionFactoryConfigurationSupplier factory, StoreSettings settings) {
        factory.jdbcUrl(url.text()).connectionProviderClassName(url.driver());
        settings.user().ifPresent(user -> factory.principal(new NamePrincipal(user)));
        settings.password().ifPresent(word -> factory.credential(new SimplePassword(word)));
        return factory;
    }

    /// Before the channels begin to read.
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent started) {
        open();
    }

    /// Called once at start. Fails, with a line for people, where waiting would not help.
    public void open() {
        try (Connection connection = connection()) {
            LOG.atDebug().addKeyValue("catalog", connection.getCatalog()).log("database opened");
        } catch (SQLException e) {
            if (url.isEmbedded()) {
                throw unusable(e);
            }
            LOG.atWarn()
                    .addKeyValue("sqlState", e.getSQLState())
                    .log("the audit database does not answer yet; records wait in Kafka");
        }
    }

    /// A connection to a database with its tables. The caller closes it.
    Connection connection() throws SQLException {
        if (!migrated) {
            migrate();
        }
        return pool.getConnection();
    }

    private void migrate() throws SQLException {
        migrating.lock();
        try {
            if (!migrated) {
                // Fails with the driver's own exception where there is no database.
                pool.getConnection().close();
                flyway().migrate();
                migrated = true;
            }
        } catch (FlywayException e) {
            throw new SQLException("the tables of the audit database cannot be made", e);
        } finally {
            migrating.unlock();
        }
    }

    private Flyway flyway() {
        return Flyway.configure(AuditDatabase.class.getClassLoader())
                .dataSource(pool)
                .locations(MIGRATIONS)
                .table(HISTORY_TABLE)
                // The schema may hold tables of other services.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    private UncheckedIOException unusable(SQLException e) {
        String why =
                isInUse(e)
                        ? " is in use by another process; stop that one, or name another database"
                                + " with sluice.audit.store.url"
                        : " cannot be opened: " + e.getMessage();
        String line = "audit database " + url.place() + why;
        return new UncheckedIOException(line, new IOException(line, e));
    }

    private static boolean isInUse(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getErrorCode() == H2_IN_USE) {
                return true;
            }
        }
        return false;
    }

    @Override
    @PreDestroy
    public void close() {
        pool.close();
    }
}
