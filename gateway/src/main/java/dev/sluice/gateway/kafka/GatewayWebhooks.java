package dev.sluice.gateway.kafka;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.gateway.config.StreamingConfig;
import dev.sluice.gateway.config.WebhooksConfig;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.outbound.AddressGuard;
import dev.sluice.gateway.outbound.GuardedCaller;
import dev.sluice.gateway.webhook.CallDesk;
import dev.sluice.gateway.webhook.CallLedger;
import dev.sluice.gateway.webhook.CallPorts;
import dev.sluice.gateway.webhook.WebhookBook;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.runtime.secrets.HomeSecrets;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Finds out which calls of endpoints are due, and makes those of the partitions that the consumer
/// group gave to this gateway.
@ApplicationScoped
class GatewayWebhooks {
    private static final Duration DELIVERY = Duration.ofSeconds(30);

    private final AddressGuard guard;
    private final GuardedCaller caller;
    private final CallWriter writer;
    private final Loop completions;
    private final Loop calls;

    GatewayWebhooks(
            Vertx vertx,
            KafkaSettings settings,
            EventCodec codec,
            GatewayKafka kafka,
            GatewayMetrics metrics,
            StreamingConfig streaming,
            WebhooksConfig config) {
        WebhookBook book = kafka.webhooks();
        guard = new AddressGuard(config.allowedNetworks().orElse(List.of()));
        caller =
                new GuardedCaller(
                        vertx,
                        guard,
                        config.callsMax(),
                        config.callTimeout(),
                        config.answerBytesMax().asLongValue());
        writer =
                new CallWriter(
                        () ->
                                new EventSender(
                                        settings.producer("gateway-webhooks", DELIVERY), codec),
                        codec);
        CallDesk desk =
                new CallDesk(
                        new CallPorts(
                                book,
                                kafka::webhooksAppliedSoFar,
                                HomeSecrets.of(Home.open()),
                                caller,
                                writer,
                                metrics,
                                InstantSource.system(),
                                config));
        completions =
                new Loop(
                        "gateway-completions",
                        new CompletionReader(
                                () ->
                                        settings.groupConsumer(
                                                "gateway-completions", CompletionReader.GROUP),
                                codec,
                                book,
                                kafka::webhooksAppliedSoFar,
                                writer::write,
                                streaming.clockSkewMax()));
        var reader =
                new CallReader(
                        () -> settings.steadyGroupConsumer("gateway-calls", CallReader.GROUP),
                        codec,
                        book,
                        new CallLedger(
                                config.callsMax(),
                                config.tenantCallsMax(),
                                config.tenantWaitingMax()),
                        desk::thread,
                        kafka::putAside,
                        InstantSource.system());
        metrics.showOpenWebhooks(reader::openCount);
        calls = new Loop("gateway-calls", reader);
    }

    void onStart(@Observes StartupEvent started) {
        completions.start();
        calls.start();
    }

    void onStop(@Observes ShutdownEvent stopping) {
        completions.close();
        calls.close();
        caller.close();
        writer.close();
    }

    boolean isAlive() {
        return completions.isTurning() && calls.isTurning();
    }

    @Produces
    @Singleton
    AddressGuard guard() {
        return guard;
    }
}
