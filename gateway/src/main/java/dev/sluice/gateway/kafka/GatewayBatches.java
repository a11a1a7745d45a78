package dev.sluice.gateway.kafka;

import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.admission.RequestReader;
import dev.sluice.gateway.batch.BatchDesk;
import dev.sluice.gateway.batch.BatchPorts;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.config.AdmissionConfig;
import dev.sluice.gateway.config.BatchConfig;
import dev.sluice.gateway.rendering.CallerText;
import dev.sluice.gateway.store.BatchStore;
import dev.sluice.gateway.store.FileContents;
import dev.sluice.gateway.store.GatewayStore;
import dev.sluice.gateway.streaming.StreamArchive;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.runtime.secrets.HomeSecrets;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Set;

/// Runs the batches whose shard of the log the consumer group gave to this gateway.
@ApplicationScoped
class GatewayBatches {
    private final BatchDesk desk;
    private final Loop shards;
    private final Loop batches;
    private volatile Set<Integer> ownedShards = Set.of();

    GatewayBatches(
            KafkaSettings settings,
            GatewayStore store,
            FileContents contents,
            MeshLog log,
            StreamArchive archive,
            ModelCatalogue catalogue,
            AdmissionConfig admission,
            BatchConfig config) {
        LogConsumers consumers = new LogConsumers(settings);
        var partitions = new StreamPartitions(consumers::archive);
        desk =
                new BatchDesk(
                        new BatchPorts(
                                new BatchStore(store),
                                contents,
                                log,
                                archive,
                                catalogue,
                                new CallerText(HomeSecrets.of(Home.open())),
                                new RequestReader(new SecureRandom()::nextLong),
                                BatchPorts.lineReader(admission.bodyBytesMax().asLongValue()),
                                partitions,
                                InstantSource.system(),
                                config),
                        () -> ownedShards);
        shards =
                new Loop(
                        "gateway-shards",
                        new OwnershipReader(
                                () ->
                                        settings.groupConsumer(
                                                "gateway-shards", OwnershipReader.BATCHES_GROUP),
                                Topic.OBJECTS,
                                _ -> {},
                                owned -> ownedShards = owned));
        batches = new Loop("gateway-batches", new PacedLoop(desk::step, config.pace()));
    }

    void onStart(@Observes StartupEvent started) {
        shards.start();
        batches.start();
    }

    void onStop(@Observes ShutdownEvent stopping) {
        desk.close();
        batches.close();
        shards.close();
    }

    boolean isAlive() {
        return shards.isTurning() && batches.isTurning();
    }
}
