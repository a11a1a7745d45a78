package dev.sluice.gateway.http;

import dev.sluice.gateway.admin.AdminLog;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.catalogue.RouteTable;
import dev.sluice.gateway.config.AdmissionConfig;
import dev.sluice.gateway.config.FilesConfig;
import dev.sluice.gateway.config.StoreConfig;
import dev.sluice.gateway.config.StreamingConfig;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.outbound.AddressGuard;
import dev.sluice.gateway.rendering.CallerText;
import dev.sluice.gateway.store.FileContents;
import dev.sluice.gateway.store.GatewayStore;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.StreamArchive;
import dev.sluice.gateway.tenant.Quotas;
import dev.sluice.gateway.webhook.WebhookBook;
import dev.sluice.runtime.access.AccessBook;
import dev.sluice.runtime.access.AccessControl;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.secrets.HomeSecrets;
import dev.sluice.runtime.secrets.TenantSecrets;
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
            AccessControl access,
            AccessBook tenants,
            Quotas quotas,
            MeshLog log,
            OpenStreams openStreams,
            StreamArchive archive,
            GatewayStore store,
            FileContents contents,
            ModelCatalogue catalogue,
            RouteTable modelRoutes,
            AdminLog adminLog,
            WebhookBook webhooks,
            AddressGuard outboundGuard,
            GatewayMetrics metrics,
            StreamingConfig streaming,
            AdmissionConfig admission,
            StoreConfig storeConfig,
            FilesConfig files,
            @ConfigProperty(name = "quarkus.shutdown.timeout") Optional<Duration> shutdownTimeout) {
        farewell = new Farewell(openStreams, shutdownTimeout.orElse(Duration.ZERO));
        TenantSecrets secrets = HomeSecrets.of(Home.open());
        routes =
                new GatewayRoutes(
                        new GatewayPorts(
                                access,
                                tenants,
                                quotas,
                                log,
                                openStreams,
                                archive,
                                store,
                                contents,
                                secrets,
                                catalogue,
                                modelRoutes,
                                adminLog,
                                webhooks,
                                outboundGuard,
                                new CallerText(secrets),
                                metrics,
                                InstantSource.system(),
                                streaming,
                                admission,
                                storeConfig,
                                files));
    }

    void onStart(@Observes StartupEvent started) {
        farewell.install();
    }

    void mount(@Observes Router router) {
        routes.mount(router);
    }
}
