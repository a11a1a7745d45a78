package dev.sluice.standalone.command;

import dev.sluice.runtime.home.Home;
import dev.sluice.standalone.client.Endpoint;

/// What the commands take from the environment.
final class Surroundings {
    private Surroundings() {}

    /// The gateway that the client commands speak to.
    static Endpoint endpoint() {
        return Endpoint.of(System.getenv(), Home.open().adminKeyFile());
    }
}
