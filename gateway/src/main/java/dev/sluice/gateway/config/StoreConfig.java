package dev.sluice.gateway.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// `sluice.gateway.store`: the tables of responses, files and batches.
@ConfigMapping(prefix = "sluice.gateway.store")
public interface StoreConfig {
    /// `jdbc:h2:…` or `jdbc:postgresql:…`; absent: an H2 file of this gateway's own below
    /// `SLUICE_HOME/database`. The file needs no server, and each gateway fills its own; PostgreSQL
    /// is filled once for all gateways.
    Optional<String> url();

    /// The database user; absent: the URL names one, or the driver's default is right.
    Optional<String> user();

    /// The user's password; absent: none, or the URL has it.
    Optional<String> password();

    /// Most connections at once. More let more readers go on side by side; each costs the server
    /// memory.
    @WithDefault("8")
    int connectionCountMax();

    /// How long a reader waits for a connection. Longer: rides out a busy database; shorter: tells
    /// sooner that it is gone.
    @WithDefault("5s")
    Duration connectionWait();

    /// How long a read waits for the tables to catch up with the log. Longer: fewer 503 while much
    /// is read; shorter: clients know sooner.
    @WithDefault("5s")
    Duration catchUpTimeout();

    /// How long responses, files and batches are kept. Not longer than the topics `objects` and
    /// `results` keep their records, or a rebuilt database lacks the oldest.
    @WithDefault("7d")
    Duration keep();
}
