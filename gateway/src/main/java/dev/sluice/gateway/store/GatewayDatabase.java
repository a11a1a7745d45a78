package dev.sluice.gateway.store;

import dev.sluice.gateway.config.StoreConfig;
import dev.sluice.runtime.database.Database;
import dev.sluice.runtime.home.Home;
import org.jspecify.annotations.Nullable;

/// The database of one gateway, opened by whoever needs it first: a start does not wait for it. The
/// embedded file is named after the gateway's port, because several gateways may share a home, and
/// each fills a file of its own from the log. Thread-safe.
public final class GatewayDatabase implements AutoCloseable {
    private static final String NAME = "gateway";
    private static final Database.Kind KIND =
            new Database.Kind(NAME, "sluice.gateway.store.url", "db/gateway");

    private final Database.Place place;
    private @Nullable Database opened;

    public GatewayDatabase(StoreConfig config, Home home, int port) {
        place =
                new Database.Place(
                        config.url(),
                        home.database().resolve(NAME + "-" + port),
                        config.user(),
                        config.password(),
                        config.connectionCountMax(),
                        config.connectionWait());
    }

    public synchronized Database get() {
        Database database = opened;
        if (database == null) {
            database = new Database(KIND, place);
            opened = database;
        }
        return database;
    }

    @Override
    public synchronized void close() {
        if (opened != null) {
            opened.close();
        }
    }
}
