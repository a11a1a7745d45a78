package dev.sluice.audit.store;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// Where audit records are kept.
@ConfigMapping(prefix = "sluice.audit.store")
public interface StoreSettings {
    /// `jdbc:h2:…` or `jdbc:postgresql:…`; absent: an H2 file below `SLUICE_HOME/database`. The
    /// file needs no server but serves one process; PostgreSQL serves several.
    Optional<String> url();

    /// The database user; absent: the URL names one, or the driver's default is right.
    Optional<String> user();

    /// The user's password; absent: none, or the URL has it.
    Optional<String> password();

    /// Most connections at once. More let readers go on beside the writers; each costs the server
    /// memory.
    @WithDefault("4")
    int connectionCountMax();

    /// How long a reader or writer waits for a connection. A longer wait rides out a busy database;
    /// a shorter one tells sooner that it is gone.
    @WithDefault("5s")
    Duration connectionWait();
}
