package dev.sluice.gateway.kafka;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.TenantTopic;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.admission.MeshLog;
import dev.sluice.gateway.batch.BatchPorts;
import dev.sluice.gateway.batch.LineReader;
import dev.sluice.gateway.batch.LineRequests;
import dev.sluice.gateway.catalogue.ModelCatalogue;
import dev.sluice.gateway.config.AdmissionConfig;
import dev.sluice.gateway.config.IntakeConfig;
import dev.sluice.gateway.intake.IntakeDesk;
import dev.sluice.gateway.intake.IntakePorts;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.store.BatchStore;
import dev.sluice.gateway.store.GatewayStore;
import dev.sluice.gateway.store.KeyClaims;
import dev.sluice.gateway.streaming.StreamArchive;
import dev.sluice.gateway.tenant.Quotas;
import dev.sluice.runtime.access.AccessBook;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.runtime.secrets.HomeSecrets;
import dev.sluice.runtime.secrets.TenantSecrets;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/// Runs the lines of the intake partitions that the consumer group gave to this gateway.
@ApplicationScoped
class GatewayIntake {
    private static final Duration DELIVERY = Duration.ofSeconds(30);

    private final MalformedRecords malformed;
    private final AnswerWriter answers;
    private final Loop lines;
    private final Loop results;

    GatewayIntake(
            KafkaSettings settings,
            EventCodec codec,
            AccessBook tenants,
            Quotas quotas,
            GatewayStore store,
            MeshLog log,
            StreamArchive archive,
            ModelCatalogue catalogue,
            GatewayMetrics metrics,
            AdmissionConfig admission,
            IntakeConfig config) {
        TenantSecrets secrets = HomeSecrets.of(Home.open());
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        malformed = new MalformedRecords(settings, codec, metrics);
        IntakeDesk desk =
                new IntakeDesk(
                        new IntakePorts(
                                new KeyClaims(store, log, secrets, clock),
                                new BatchStore(store),
                                quotas,
                                log,
                                archive,
                                new LineRequests(catalogue, clock),
                                // What is too long is read all the same: it may say its name.
                                new LineReader(Topic.RECORD_BYTES_MAX),
                                BatchPorts.lineBytesMax(admission.bodyBytesMax().asLongValue()),
                                metrics,
                                new StreamPartitions(new LogConsumers(settings)::archive),
                                random::nextLong,
                                clock,
                                config));
        answers =
                new AnswerWriter(
                        () ->
                                new EventSender(
                                        settings.producer("gateway-answers", DELIVERY), codec),
                        malformed,
                        GatewayIntake::tenantOf);
        lines =
                new Loop(
                        "gateway-intake",
                        new IntakeReader(
                                () ->
                                        settings.steadyGroupConsumer(
                                                "gateway-intake", IntakeReader.GROUP),
                                new IntakeTopics(tenants, new TenantTopicMaker(settings)),
                                desk::thread,
                                answers::of,
                                config.runningLinesMax(),
                                config.linesBytesMax().asLongValue(),
                                PacedLoop.START_PATIENCE));
        results = new Loop("gateway-intake-results", new PacedLoop(desk::step, config.pace()));
    }

    /// The topic's name ends with the tenant's.
    private static TenantId tenantOf(String intake) {
        String prefix = TenantTopic.INTAKE.nameFor(TenantId.DEFAULT).orElseThrow();
        int length = prefix.length() - TenantId.DEFAULT.value().length();
        return new TenantId(intake.substring(length));
    }

    void onStart(@Observes StartupEvent started) {
        lines.start();
        results.start();
    }

    void onStop(@Observes ShutdownEvent stopping) {
        lines.close();
        results.close();
        answers.close();
        malformed.close();
    }

    boolean isAlive() {
        return lines.isTurning() && results.isTurning();
    }
}
