package dev.sluice.scheduler.kafka;

import static dev.sluice.scheduler.Samples.NOW;
import static dev.sluice.scheduler.Samples.report;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.scheduler.loop.Input;
import dev.sluice.scheduler.loop.Input.RecordRejected;
import dev.sluice.scheduler.loop.Input.ReportRead;
import dev.sluice.scheduler.loop.Input.WeightRead;
import dev.sluice.scheduler.loop.Input.WorkersCaughtUp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WorkerPumpTest {
    private static final TopicPartition WORKERS = new TopicPartition(Topic.WORKERS.topicName(), 0);

    private static final TopicPartition TENANTS = new TopicPartition(Topic.TENANTS.topicName(), 0);

    private final EventCodec codec = new EventCodec();
    private final BoundedInbox inbox = new BoundedInbox();
    private final SimConsumer consumer =
            new SimConsumer()
                    .topic(Topic.WORKERS.topicName(), 1)
                    .topic(Topic.TENANTS.topicName(), 1)
                    .topic(Topic.ASSIGNMENTS.topicName(), 16);
    private Instant now = NOW;
    private final WorkerPump pump =
            new WorkerPump(
                    consumer,
                    new RecordReader(codec, (_, _) -> CompletableFuture.completedFuture(null)),
                    inbox,
                    () -> now);

    private List<Input> inputs() throws InterruptedException {
        return inbox.take(Duration.ZERO);
    }

    private void write() {
        consumer.write(WORKERS, codec.encode(report("w", 8)), NOW);
    }

    @Test
    void tellsThatItStandsAtTheEndThoughReportsNeverStop() throws InterruptedException {
        // Given
        write();
        pump.step();
        consumer.deliver(WORKERS);

        // When
        for (int i = 0; i < 4; i++) {
            now = now.plusMillis(150);
            consumer.schedulePollTask(() -> consumer.deliver(WORKERS));
            pump.step();
            write();
        }

        // Then
        assertThat(inputs())
                .contains(new WorkersCaughtUp(NOW), new WorkersCaughtUp(NOW.plusMillis(300)));
    }

    @Test
    void leavesOldMalformedReportsToThoseWhoSawThemFirst() throws InterruptedException {
        // Given
        consumer.write(WORKERS, "old".getBytes(UTF_8), NOW);
        pump.step();
        consumer.deliver(WORKERS);
        pump.step();
        consumer.write(WORKERS, "new".getBytes(UTF_8), NOW);

        // When
        consumer.deliver(WORKERS);
        pump.step();

        // Then
        assertThat(inputs().stream().filter(RecordRejected.class::isInstance)).hasSize(1);
    }

    @Test
    void handsTenantsWeightsOnAndRejectsWhatIsNoTenant() throws InterruptedException {
        // Given
        var acme = new TenantId("acme");
        var policy = new MaskingPolicyDefined("acme/masking/1", acme, NOW, null, null);
        pump.step();
        pump.step();
        inputs();
        writeTenant("acme", codec.encode(defined(acme, 3)));
        writeTenant("acme/masking", codec.encode(policy));
        writeTenant("forged", codec.encode(defined(acme, 7)));
        writeTenant("bad", "nonsense".getBytes(UTF_8));
        writeTenant("acme", null);
        writeTenant("acme/masking", null);

        // When
        consumer.deliver(TENANTS);
        now = now.plusSeconds(1);
        pump.step();

        // Then
        List<Input> inputs = inputs();
        assertThat(inputs.stream().filter(WeightRead.class::isInstance))
                .containsExactly(new WeightRead(acme, 3), new WeightRead(acme, null));
        assertThat(inputs.stream().filter(RecordRejected.class::isInstance))
                .extracting(input -> ((RecordRejected) input).rejected().reason())
                .containsExactly("the record key is not the event's", "the record is not JSON");
    }

    private static TenantDefined defined(TenantId tenantId, int weight) {
        return new TenantDefined("e", tenantId, NOW, weight, null, null, null, null, null);
    }

    private void writeTenant(String recordKey, byte @Nullable [] value) {
        consumer.write(TENANTS, recordKey, value, NOW);
    }

    @Test
    void handsReportsOn() throws InterruptedException {
        // Given
        write();
        pump.step();
        consumer.deliver(WORKERS);

        // When
        pump.step();

        // Then
        assertThat(inputs()).contains(new ReportRead(report("w", 8)));
    }
}
