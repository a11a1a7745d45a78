package dev.sluice.runtime.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalConnectionFactoryConfigurationSupplier;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections to one service's database, and its tables: whoever gets the first connection has
/// brought the tables up to date.
///
/// An embedded database that cannot be opened ends the start. A server that does not answer does
/// not: writers and readers ask again. Thread-safe.
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int H2_IN_USE = 90020;

    // WRITE_DELAY=0: a commit is in the file when it returns. With H2's default of 500 ms a killed
    // process would lose rows whose offsets are committed. Trace files would hold texts.
    // CACHE_SIZE is in KiB.
    private static final String H2_OPTIONS =
            ";WRITE_DELAY=0;CACHE_SIZE=16384;TRACE_LEVEL_FILE=0;DB_CLOSE_ON_EXIT=FALSE";

    private final Kind kind;
    private final DatabaseUrl url;
    private final AgroalDataSource pool;
    private final ReentrantLock migrating = new ReentrantLock();
    // Written under the lock above, by whichever thread comes first.
    private volatile boolean migrated;
    private final AtomicInteger migrationCount = new AtomicInteger();

    /// Which database of which service: `name` for people and for Flyway's table, `urlKey` the
    /// configuration key of its URL, `migrations` the folder on the class path.
    public record Kind(String name, String urlKey, String migrations) {}

    /// Where it is. `url` absent: the file `embedded`, without an ending.
    public record Place(
            Optional<String> url,
            Path embedded,
            Optional<String> user,
            Optional<String> password,
            int connectionCountMax,
            Duration connectionWait) {
        @Override
        public String toString() {
            return "[database]";
        }
    }

    public Database(Kind kind, Place place) {
        this.kind = kind;
        url =
                DatabaseUrl.of(
                        kind.urlKey(),
                        place.url()
                                .orElseGet(() -> "jdbc:h2:file:" + place.embedded() + H2_OPTIONS));
        pool = pool(place);
    }

    private AgroalDataSource pool(Place place) {
        var supplier =
                new AgroalDataSourceConfigurationSupplier()
                        .connectionPoolConfiguration(pool ->
                                pool.minSize(1)
                                        .maxSize(place.connectionCountMax())
                                        .acquisitionTimeout(place.connectionWait())
                                        .validateOnBorrow(true)
                                        .connectionValidator(ConnectionValidator.defaultValidator())
                                        .connectionFactoryConfiguration(
                                                factory -> connect(factory, place)));
        try {
            return AgroalDataSource.from(supplier);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private AgroalConnectionFactoryConfigurationSupplier connect(
            AgroalConnectionFactoryConfigurationSupplier factory, Place place) {
        factory.jdbcUrl(url.text()).connectionProviderClassName(url.driver());
        place.user().ifPresent(user -> factory.principal(new NamePrincipal(user)));
        place.password().ifPresent(word -> factory.credential(new SimplePassword(word)));
        return factory;
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
                    .addKeyValue("database", kind.name())
                    .addKeyValue("sqlState", e.getSQLState())
                    .log("the database does not answer yet; records wait in Kafka");
        }
    }

    /// A connection to a database with its tables. The caller closes it.
    public Connection connection() throws SQLException {
        if (!migrated) {
            migrate();
        }
        return pool.getConnection();
    }

    /// How often the tables were brought up to date. Another number than before: they may be others
    /// than before.
    public int migrationCount() {
        return migrationCount.get();
    }

    /// Something went wrong with the tables: the next connection looks whether they are there.
    public void doubt() {
        migrated = false;
    }

    private void migrate() throws SQLException {
        migrating.lock();
        try {
            if (!migrated) {
                // Fails with the driver's own exception where there is no database.
                pool.getConnection().close();
                flyway().migrate();
                migrationCount.incrementAndGet();
                migrated = true;
            }
        } catch (FlywayException e) {
            throw new SQLException("the tables of the database cannot be made", e);
        } finally {
            migrating.unlock();
        }
    }

    private Flyway flyway() {
        return Flyway.configure(Database.class.getClassLoader())
                .dataSource(pool)
                .locations("classpath:" + kind.migrations())
                .table(kind.name() + "_schema_history")
                // The schema may hold tables of other services.
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
    }

    private UncheckedIOException unusable(SQLException e) {
        String why =
                isInUse(e)
                        ? " is in use by another process; stop that one, or name another database"
                                + " with "
                                + kind.urlKey()
                        : " cannot be opened: " + e.getMessage();
        String line = kind.name() + " database " + url.place() + why;
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
    public void close() {
        pool.close();
    }
}
