package dev.sluice.gateway.kafka;

import dev.sluice.contracts.event.RouteEvent;
import dev.sluice.contracts.event.TenantEvent;
import dev.sluice.contracts.event.WorkerEvent;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.admin.AdminLog;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.catalogue.RouteTable;
import dev.sluice.gateway.config.AdmissionConfig;
import dev.sluice.gateway.config.BatchConfig;
import dev.sluice.gateway.config.CatalogueConfig;
import dev.sluice.gateway.config.ConfigCheck;
import dev.sluice.gateway.config.FilesConfig;
import dev.sluice.gateway.config.IntakeConfig;
import dev.sluice.gateway.config.QuotaConfig;
import dev.sluice.gateway.config.StoreConfig;
import dev.sluice.gateway.config.StreamingConfig;
import dev.sluice.gateway.config.WebhooksConfig;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.PartitionBook;
import dev.sluice.gateway.streaming.StreamArchive;
import dev.sluice.gateway.tenant.Quotas;
import dev.sluice.gateway.webhook.WebhookBook;
import dev.sluice.runtime.access.AccessBook;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Builds the reading side, starts its threads with the process and stops them with it.
@ApplicationScoped
class GatewayKafka {
    private static final Duration ADMIN_DELIVERY = Duration.ofSeconds(5);

    private final GatewayMetrics metrics;
    private final RouteTable routes = new RouteTable();
    private final WebhookBook webhooks = new WebhookBook();
    private final CompactedReader<TenantEvent> webhookReader;
    private final ModelCatalogue catalogue;
    private final PartitionBook book = new PartitionBook();
    private final OpenStreams openStreams = new OpenStreams(book);
    private final MalformedRecords malformed;
    private final ConsumerPool archiveConsumers;
    private final KafkaArchive archive;
    private final KafkaAdminLog adminLog;
    private final QuotaSender quotaSender;
    private final KafkaQuotas quotas;
    private final List<Loop> loops;

    GatewayKafka(
            KafkaSettings settings,
            EventCodec codec,
            AccessBook tenants,
            MeterRegistry registry,
            StreamingConfig streaming,
            AdmissionConfig admission,
            CatalogueConfig catalogueConfig,
            StoreConfig store,
            FilesConfig files,
            BatchConfig batch,
            QuotaConfig quotaConfig,
            IntakeConfig intake,
            WebhooksConfig webhooksConfig) {
        ConfigCheck.check(
                streaming,
                admission,
                catalogueConfig,
                store,
                files,
                batch,
                quotaConfig,
                intake,
                webhooksConfig);
        metrics = new GatewayMetrics(registry);
        metrics.showOpenStreams(openStreams::count);
        catalogue = new ModelCatalogue(catalogueConfig.forgetAfter(), routes);
        malformed = new MalformedRecords(settings, codec, metrics);
        LogConsumers consumers = new LogConsumers(settings);
        var streams = new StreamReader(consumers::live, codec, book, openStreams, malformed);
        archiveConsumers = new ConsumerPool(consumers::archive, streaming.reopenReadersMax());
        archive =
                new KafkaArchive(
                        task -> Thread.ofVirtual().name("gateway-archive").start(task),
                        archiveConsumers,
                        streams,
                        openStreams,
                        codec,
                        streaming,
                        admission.acceptanceTimeout());
        var ownership =
                new OwnershipReader(
                        () ->
                                settings.groupConsumer(
                                        "gateway-ownership", OwnershipReader.STREAMS_GROUP),
                        Topic.STREAM,
                        count -> book.borrow(ThreadLocalRandom.current().nextInt(count)),
                        book::own);
        // The scheduler puts bad heartbeats aside; here they only do not count.
        var workers =
                new CompactedReader<>(
                        Topic.WORKERS,
                        WorkerEvent.class,
                        () -> settings.freeConsumer("gateway-workers"),
                        codec,
                        new WorkersTable(catalogue),
                        (rejected, _) -> metrics.onMalformedRecord(rejected.topic()));
        var routeReader =
                new CompactedReader<>(
                        Topic.ROUTES,
                        RouteEvent.class,
                        () -> settings.freeConsumer("gateway-routes"),
                        codec,
                        new RoutesTable(routes),
                        this::putAsideOnce);
        // The scheduler puts bad records of tenants aside.
        webhookReader =
                new CompactedReader<>(
                        Topic.TENANTS,
                        TenantEvent.class,
                        () -> settings.freeConsumer("gateway-webhooks"),
                        codec,
                        new WebhooksTable(webhooks),
                        (rejected, _) -> metrics.onMalformedRecord(rejected.topic()));
        adminLog =
                new KafkaAdminLog(
                        () ->
                                new EventSender(
                                        settings.producer("gateway-admin", ADMIN_DELIVERY), codec),
                        Map.of(
                                Topic.ROUTES,
                                routeReader::appliedSoFar,
                                Topic.TENANTS,
                                () -> tenantsAppliedSoFar(tenants)),
                        new TenantTopicMaker(settings),
                        admission.acceptanceTimeout());
        quotaSender =
                new QuotaSender(() ->
                        new EventSender(
                                settings.producer("gateway-quotas", ADMIN_DELIVERY), codec));
        quotas =
                new KafkaQuotas(
                        () -> settings.freeConsumer("gateway-quotas"),
                        quotaSender,
                        codec,
                        tenants,
                        this::putAsideOnce,
                        InstantSource.system(),
                        quotaConfig.lease(),
                        admission.acceptanceTimeout(),
                        () -> book.isOwned(0));
        var settlements =
                new SettlementReader(
                        () -> settings.groupConsumer("gateway-settlement", SettlementReader.GROUP),
                        quotaSender,
                        codec,
                        tenants,
                        InstantSource.system(),
                        quotaConfig.lease());
        loops =
                List.of(
                        new Loop("gateway-streams", streams),
                        new Loop("gateway-ownership", ownership),
                        new Loop("gateway-workers", workers),
                        new Loop("gateway-routes", routeReader),
                        new Loop("gateway-webhooks", webhookReader),
                        new Loop("gateway-quotas", quotas),
                        new Loop("gateway-settlement", settlements));
    }

    private CompletableFuture<Void> tenantsAppliedSoFar(AccessBook tenants) {
        return CompletableFuture.allOf(tenants.appliedSoFar(), webhookReader.appliedSoFar());
    }

    /// Completes when the endpoints that stood on `tenants` before this call are known here.
    CompletableFuture<Void> webhooksAppliedSoFar() {
        return webhookReader.appliedSoFar();
    }

    /// A bad record of a topic that the gateways share.
    void putAside(ConsumerRecord<byte[], byte[]> rejected, String reason) {
        malformed.put(rejected, reason);
    }

    /// Every gateway reads these topics, so one of them writes the dead letter: the one that has
    /// the first partition of `stream`.
    void putAsideOnce(ConsumerRecord<byte[], byte[]> rejected, String reason) {
        if (book.isOwned(0)) {
            malformed.put(rejected, reason);
        } else {
            metrics.onMalformedRecord(rejected.topic());
        }
    }

    void onStart(@Observes StartupEvent started) {
        loops.forEach(Loop::start);
    }

    void onStop(@Observes ShutdownEvent stopping) {
        openStreams.cutAll(Cut.GATEWAY_STOPS);
        loops.forEach(Loop::close);
        archiveConsumers.close();
        adminLog.close();
        quotaSender.close();
        malformed.close();
    }

    boolean isReady() {
        return openStreams.isReady() && catalogue.isComplete();
    }

    boolean isAlive() {
        return loops.stream().allMatch(Loop::isTurning);
    }

    @Produces
    @Singleton
    GatewayMetrics metrics() {
        return metrics;
    }

    @Produces
    @Singleton
    ModelCatalogue catalogue() {
        return catalogue;
    }

    @Produces
    @Singleton
    RouteTable routes() {
        return routes;
    }

    @Produces
    @Singleton
    WebhookBook webhooks() {
        return webhooks;
    }

    @Produces
    @Singleton
    AdminLog adminLog() {
        return adminLog;
    }

    @Produces
    @Singleton
    Quotas quotas() {
        return quotas;
    }

    @Produces
    @Singleton
    OpenStreams openStreams() {
        return openStreams;
    }

    @Produces
    @Singleton
    StreamArchive archive() {
        return archive;
    }
}
