package dev.sluice.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.scheduler.batching.BatchingSettings;
import dev.sluice.scheduler.lease.LeaseSettings;
import dev.sluice.scheduler.queueing.QueueingSettings;
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
        assertThat(settings).isEqualTo(new QueueingSettings(1000, 256L << 20, 50_000));
    }

    @Test
    void queueingTakesEveryKey() {
        // Given
        var values =
                Map.of(
                        "sluice.scheduler.queueing.waiting-count-max", "5",
                        "sluice.scheduler.queueing.waiting-bytes-max", "1K",
                        "sluice.scheduler.queueing.finished-count-max", "7");

        // When
        var settings = config(QueueingConfig.class, values).settings();

        // Then
        assertThat(settings).isEqualTo(new QueueingSettings(5, 1024, 7));
    }

    @Test
    void batchingHasDefaultsForEveryKey() {
        // Given
        Map<String, String> nothing = Map.of();

        // When
        var settings = config(BatchingConfig.class, nothing).settings();

        // Then
        assertThat(settings).isEqualTo(new BatchingSettings(64, 8 << 20));
    }

    @Test
    void batchingTakesEveryKey() {
        // Given
        var values =
                Map.of(
                        "sluice.scheduler.batching.size-max", "2",
                        "sluice.scheduler.batching.bytes-max", "3M");

        // When
        var settings = config(BatchingConfig.class, values).settings();

        // Then
        assertThat(settings).isEqualTo(new BatchingSettings(2, 3 << 20));
    }

    @Test
    void leaseHasDefaultsForEveryKey() {
        // Given
        Map<String, String> nothing = Map.of();

        // When
        var settings = config(LeaseConfig.class, nothing).settings();

        // Then
        assertThat(settings)
                .isEqualTo(new LeaseSettings(Duration.ofSeconds(3), Duration.ofSeconds(3), 3));
    }

    @Test
    void leaseTakesEveryKey() {
        // Given
        var values =
                Map.of(
                        "sluice.scheduler.lease.worker-timeout", "1s",
                        "sluice.scheduler.lease.assignment-grace", "2s",
                        "sluice.scheduler.lease.attempts-max", "9");

        // When
        var settings = config(LeaseConfig.class, values).settings();

        // Then
        assertThat(settings)
                .isEqualTo(new LeaseSettings(Duration.ofSeconds(1), Duration.ofSeconds(2), 9));
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
        assertThatThrownBy(() -> new QueueingSettings(0, 1, 1))
                .hasMessage("waiting-count-max is 0, must be at least 1");
        assertThatThrownBy(() -> new QueueingSettings(1, 0, 1))
                .hasMessage("waiting-bytes-max is 0, must be at least 1");
        assertThatThrownBy(() -> new QueueingSettings(1, 1, 0))
                .hasMessage("finished-count-max is 0, must be at least 1");
        assertThatThrownBy(() -> new LeaseSettings(zero, second, 1))
                .hasMessage("worker-timeout is PT0S, must be positive");
        assertThatThrownBy(() -> new LeaseSettings(second, zero, 1))
                .hasMessage("assignment-grace is PT0S, must be positive");
        assertThatThrownBy(() -> new LeaseSettings(second, second, 0))
                .hasMessage("attempts-max is 0, must be at least 1");
    }
}
