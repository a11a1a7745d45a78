package dev.sluice.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.TenantId;
import dev.sluice.scheduler.batching.BatchingSettings;
import dev.sluice.scheduler.lease.LeaseSettings;
import dev.sluice.scheduler.placement.PlacementSettings;
import dev.sluice.scheduler.queueing.QueueingSettings;
import dev.sluice.scheduler.queueing.TenantWeights;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigTest {
    private static <T> T config(Class<T> mapping, Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withMapping(mapping)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .build()
                .getConfigMapping(mapping);
    }

    @Test
    void queueingHasDefaultsForEveryKey() {
        // Given
        Map<String, String> nothing = Map.of();

        // When
        var settings = config(QueueingConfig.class, nothing).settings();

        // Then
        assertThat(settings)
                .isEqualTo(
                        new QueueingSettings(
                                1_000, 10_000, 128L << 20, 50_000, 16, TenantWeights.ALIKE));
    }

    @Test
    void queueingTakesEveryKey() {
        // Given
        var values =
                Map.of(
                        "sluice.scheduler.queueing.waiting-count-max", "5",
                        "sluice.scheduler.queueing.waiting-bytes-max", "1K",
                        "sluice.scheduler.queueing.batch-waiting-count-max", "6",
                        "sluice.scheduler.queueing.finished-count-max", "7",
                        "sluice.scheduler.queueing.passed-over-max", "8",
                        "sluice.scheduler.queueing.tenant-weights", "acme=3,globex=2");

        // When
        var settings = config(QueueingConfig.class, values).settings();

        // Then
        assertThat(settings)
                .isEqualTo(
                        new QueueingSettings(
                                5,
                                6,
                                1024,
                                7,
                                8,
                                new TenantWeights(
                                        Map.of(
                                                new TenantId("acme"), 3,
                                                new TenantId("globex"), 2))));
    }

    @Test
    void batchingHasDefaultsForEveryKey() {
        // Given
        Map<String, String> nothing = Map.of();

        // When
        var settings = config(BatchingConfig.class, nothing).settings();

        // Then
        assertThat(settings).isEqualTo(new BatchingSettings(64, 8, 1, Duration.ZERO, 8 << 20));
    }

    @Test
    void batchingTakesEveryKey() {
        // Given
        var values =
                Map.of(
                        "sluice.scheduler.batching.size-max", "4",
                        "sluice.scheduler.batching.size-preferred", "3",
                        "sluice.scheduler.batching.size-min", "2",
                        "sluice.scheduler.batching.wait-max", "20ms",
                        "sluice.scheduler.batching.bytes-max", "3M");

        // When
        var settings = config(BatchingConfig.class, values).settings();

        // Then
        assertThat(settings)
                .isEqualTo(new BatchingSettings(4, 3, 2, Duration.ofMillis(20), 3 << 20));
    }

    @Test
    void leaseHasDefaultsForEveryKey() {
        // Given
        Map<String, String> nothing = Map.of();

        // When
        var settings = config(LeaseConfig.class, nothing).settings();

        // Then
        assertThat(settings)
                .isEqualTo(
                        new LeaseSettings(
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(30),
                                3));
    }

    @Test
    void leaseTakesEveryKey() {
        // Given
        var values =
                Map.of(
                        "sluice.scheduler.lease.worker-timeout", "1s",
                        "sluice.scheduler.lease.assignment-grace", "2s",
                        "sluice.scheduler.lease.progress-timeout", "4s",
                        "sluice.scheduler.lease.attempts-max", "9");

        // When
        var settings = config(LeaseConfig.class, values).settings();

        // Then
        assertThat(settings)
                .isEqualTo(
                        new LeaseSettings(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                Duration.ofSeconds(4),
                                9));
    }

    @Test
    void kafkaHasDefaultsForEveryKeyAndTakesThem() {
        // Given
        var values =
                Map.of(
                        "sluice.scheduler.kafka.session-timeout", "9s",
                        "sluice.scheduler.kafka.rewind-margin", "2m");

        // When
        var defaults = config(KafkaConfig.class, Map.of());
        var changed = config(KafkaConfig.class, values);

        // Then
        assertThat(defaults.sessionTimeout()).isEqualTo(Duration.ofSeconds(6));
        assertThat(defaults.rewindMargin()).isEqualTo(Duration.ofMinutes(1));
        assertThat(changed.sessionTimeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(changed.rewindMargin()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void boundsThatBoundNothingAreRefusedByName() {
        // Given
        Duration zero = Duration.ZERO;
        Duration second = Duration.ofSeconds(1);

        // When
        // Then
        assertThatThrownBy(() -> queueing(0, 1, 1))
                .hasMessage("waiting-count-max is 0, must be at least 1");
        assertThatThrownBy(() -> queueing(1, 0, 1))
                .hasMessage("waiting-bytes-max is 0, must be at least 1");
        assertThatThrownBy(() -> queueing(1, 1, 0))
                .hasMessage("finished-count-max is 0, must be at least 1");
        assertThatThrownBy(() -> new LeaseSettings(zero, second, second, 1))
                .hasMessage("worker-timeout is PT0S, must be positive");
        assertThatThrownBy(() -> new LeaseSettings(second, zero, second, 1))
                .hasMessage("assignment-grace is PT0S, must be positive");
        assertThatThrownBy(() -> new LeaseSettings(second, second, second, 0))
                .hasMessage("attempts-max is 0, must be at least 1");
        assertThatThrownBy(() -> new LeaseSettings(second, second, zero, 1))
                .hasMessage("progress-timeout is PT0S, must be positive");
        assertThatThrownBy(() -> new PlacementSettings(0, -1, 0))
                .hasMessage("prefix-count-max is -1, must not be negative");
        assertThatThrownBy(() -> new PlacementSettings(51, 0, 0))
                .hasMessage("reserve-percent is 51, must be between 0 and 50");
        assertThatThrownBy(() -> new BatchingSettings(4, 5, 1, zero, 1))
                .hasMessageStartingWith("size-min is 1, size-preferred 5, size-max 4");
        assertThatThrownBy(() -> new BatchingSettings(4, 4, 1, second.negated(), 1))
                .hasMessage("wait-max is PT-1S, must not be negative");
    }

    private static QueueingSettings queueing(int count, long bytes, int finished) {
        return new QueueingSettings(count, 1, bytes, finished, 1, TenantWeights.ALIKE);
    }

    @Test
    void placementHasDefaultsForEveryKeyAndTakesThem() {
        // Given
        var values =
                Map.of(
                        "sluice.scheduler.placement.reserve-percent", "4",
                        "sluice.scheduler.placement.prefix-count-max", "5",
                        "sluice.scheduler.placement.preemptions-max", "6");

        // When
        var defaults = config(PlacementConfig.class, Map.of()).settings();
        var changed = config(PlacementConfig.class, values).settings();

        // Then
        assertThat(defaults).isEqualTo(new PlacementSettings(25, 20_000, 2));
        assertThat(changed).isEqualTo(new PlacementSettings(4, 5, 6));
    }
}
