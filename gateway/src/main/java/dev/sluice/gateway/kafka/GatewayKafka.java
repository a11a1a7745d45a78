package dev.sluice.gateway.kafka;

import dev.sluice.contracts.json.EventCodec;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.config.AdmissionConfig;
import dev.sluice.gateway.config.CatalogueConfig;
import dev.sluice.gateway.config.ConfigCheck;
import dev.sluice.gateway.config.StreamingConfig;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.streaming.Cut;
import dev.sluice.gateway.streaming.OpenStreams;
import dev.sluice.gateway.streaming.PartitionBook;
import dev.sluice.gateway.streaming.StreamArchive;
import dev.sluice.runtime.kafka.KafkaSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;

/// Builds the reading side, starts its threads with the process and stops them with it.
@ApplicationScoped
class GatewayKafka {
    /// Longer than any step: a loop that is silent for so long hangs.
    private static final Duration STEP_MAX = Duration.ofMinutes(2);

    private final GatewayMetrics metrics;
    private final ModelCatalogue catalogue;
    private final PartitionBook book = new PartitionBook();
    private final OpenStreams openStreams = new OpenStreams(book);
    private final MalformedRecords malformed;
    private final ConsumerPool archiveConsumers;
    private final KafkaArchive archive;
    private final List<Loop> loops;

    GatewayKafka(
            KafkaSettings settings,
            EventCodec codec,
            MeterRegistry registry,
            StreamingConfig streaming,
            AdmissionConfig admission,
            CatalogueConfig catalogueConfig) {
        ConfigCheck.check(streaming, admission, catalogueConfig);
        metrics = new GatewayMetrics(registry);
        metrics.showOpenStreams(openStreams::count);
        catalogue = new ModelCatalogue(catalogueConfig.forgetAfter());
        malformed = new MalformedRecords(settings, codec, metrics);
        LogConsumers consumers = new LogConsumers(settings);
        var streams = new StreamReader(consumers::live, codec, book, openStreams, malformed);
        archiveConsumers = new ConsumerPool(consumers::archive, streaming.reopenReadersMax());
        archive =
                new KafkaArchive(
                        archiveConsumers,
                        streams,
                        openStreams,
                        codec,
                        streaming,
                        admission.acceptanceTimeout());
        var ownership =
                new OwnershipReader(
                        () -> settings.groupConsumer("gateway-ownership", OwnershipReader.GROUP),
                        book);
        var workers =
                new WorkersReader(
                        () -> settings.freeConsumer("gateway-workers"), codec, catalogue, metrics);
        loops =
                List.of(
                        new Loop("gateway-streams", streams),
                        new Loop("gateway-ownership", ownership),
                        new Loop("gateway-workers", workers));
    }

    void onStart(@Observes StartupEvent started) {
        loops.forEach(Loop::start);
    }

    void onStop(@Observes ShutdownEvent stopping) {
        openStreams.cutAll(Cut.GATEWAY_STOPS);
        loops.forEach(Loop::close);
        archiveConsumers.close();
        malformed.close();
    }

    boolean isReady() {
        return openStreams.isAccepting() && book.isReadyForNewStreams() && catalogue.isComplete();
    }

    boolean isAlive() {
        return loops.stream().allMatch(loop -> loop.sinceLastStep().compareTo(STEP_MAX) < 0);
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
    OpenStreams openStreams() {
        return openStreams;
    }

    @Produces
    @Singleton
    StreamArchive archive() {
        return archive;
    }
}
