package dev.sluice.audit.store;

import dev.sluice.runtime.database.Database;
import dev.sluice.runtime.home.Home;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.sql.Connection;
import java.sql.SQLException;

/// The audit's database.
@Singleton
public final class AuditDatabase implements AutoCloseable {
    private static final String NAME = "audit";
    private static final Database.Kind KIND =
            new Database.Kind(NAME, "sluice.audit.store.url", "db/audit");

    private final Database database;

    @Inject
    AuditDatabase(StoreSettings settings) {
        this(settings, Home.open());
    }

    /// The database of the settings, or the file below this home.
    public AuditDatabase(StoreSettings settings, Home home) {
        database =
                new Database(
                        KIND,
                        new Database.Place(
                                settings.url(),
                                home.database().resolve(NAME),
                                settings.user(),
                                settings.password(),
                                settings.connectionCountMax(),
                                settings.connectionWait()));
    }

    /// Before the channels begin to read.
    void onStart(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) StartupEvent started) {
        open();
    }

    /// Called once at start. Fails, with a line for people, where waiting would not help.
    public void open() {
        database.open();
    }

    /// A connection to a database with its tables. The caller closes it.
    Connection connection() throws SQLException {
        return database.connection();
    }

    @Override
    @PreDestroy
    public void close() {
        database.close();
    }
}
