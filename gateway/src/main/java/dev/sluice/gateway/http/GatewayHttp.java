package dev.sluice.gateway.http;

import dev.sluice.gateway.admin.AdminLog;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.catalogue.RouteTable;
import dev.sluice.gateway.config.AdmissionConfig;
import dev.sluice.gateway.config.StreamingConfig;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.rendering.CallerText;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.StreamArchive;
import dev.sluice.gateway.tenant.HashedKeys;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.secrets.HomeSecrets;
import io.quarkus.runtime.StartupEvent;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Puts the routes on the process's HTTP server.
@ApplicationScoped
class GatewayHttp {
    private final GatewayRoutes routes;
    private final Farewell farewell;

    GatewayHttp(
            MeshLog log,
            OpenStreams openStreams,
            StreamArchive archive,
            ModelCatalogue catalogue,
            RouteTable modelRoutes,
            AdminLog adminLog,
            GatewayMetrics metrics,
            StreamingConfig streaming,
            AdmissionConfig admission,
            @ConfigProperty(name = "quarkus.shutdown.timeout") Optional<Duration> shutdownTimeout) {
        farewell = new Farewell(openStreams, shutdownTimeout.orElse(Duration.ZERO));
        Home home = Home.open();
        routes =
                new GatewayRoutes(
                        new GatewayPorts(
                                HashedKeys.ofAdmin(home.adminKey().value()),
                                log,
                                openStreams,
                                archive,
                                catalogue,
                                modelRoutes,
                                adminLog,
                                new CallerText(HomeSecrets.of(home)),
                                metrics,
                                InstantSource.system(),
                                streaming,
                                admission));
    }

    void onStart(@Observes StartupEvent started) {
        farewell.install();
    }

    void mount(@Observes Router router) {
        routes.mount(router);
    }
}
