package dev.sluice.standalone.command;

import dev.sluice.runtime.home.Home;
import dev.sluice.standalone.client.Endpoint;
import dev.sluice.standalone.client.GatewayClient;

/// What the commands take from the environment.
final class Surroundings {
    private Surroundings() {}

    /// A client of the gateway that the client commands speak to.
    static GatewayClient gateway() {
        return new GatewayClient(endpoint());
    }

    /// That gateway.
    static Endpoint endpoint() {
        return Endpoint.of(System.getenv(), Home.open().adminKeyFile());
    }
}
