package dev.sluice.runtime.connection;

import dev.sluice.runtime.access.HttpConfig;
import dev.sluice.runtime.connection.Connections.Closing;
import dev.sluice.runtime.connection.Connections.Limits;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Locale;

/// Sets the process's bounds, shows how they stand, and tells each connection's guard of its
/// requests.
@ApplicationScoped
class ConnectionWatch {
    private static final int BEFORE_ALL = 20_000;

    @Inject
    ConnectionWatch(HttpConfig config, MeterRegistry meters) {
        var connections =
                new Connections(
                        new Limits(
                                Connections.withinFiles(config.connectionsMax()),
                                config.headTimeout(),
                                config.idleTimeout(),
                                config.stallTimeout()));
        Connections.install(connections);
        Gauge.builder("sluice.http.connections", connections, Connections::openCount)
                .description("Open HTTP connections")
                .register(meters);
        for (Closing reason : Closing.values()) {
            FunctionCounter.builder(
                            "sluice.http.connections.closed",
                            connections,
                            all -> all.closedCount(reason))
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .description("HTTP connections that were closed by this side, by reason")
                    .register(meters);
        }
    }

    void register(@Observes Filters filters) {
        filters.register(ConnectionWatch::onRequest, BEFORE_ALL);
    }

    static void onRequest(RoutingContext routing) {
        if (routing.request().connection() instanceof ConnectionBase connection) {
            Channel channel = connection.channel();
            ConnectionGuard guard = ConnectionGuard.of(channel);
            if (guard != null) {
                guard.onRequest(routing.request().version() == HttpVersion.HTTP_2);
                routing.addEndHandler(_ -> guard.onAnswered(channel));
            }
        }
        routing.next();
    }
}
