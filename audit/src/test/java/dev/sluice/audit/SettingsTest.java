package dev.sluice.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.kafka.IntakeSettings;
import dev.sluice.audit.store.StoreSettings;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SettingsTest {
    @Test
    void everyKeyHasADefault() {
        // When:
        SmallRyeConfig config = config(Map.of());
        StoreSettings store = config.getConfigMapping(StoreSettings.class);
        IntakeSettings intake = config.getConfigMapping(IntakeSettings.class);

        // Then:
        assertThat(store.url()).isEmpty();
        assertThat(store.user()).isEmpty();
        assertThat(store.password()).isEmpty();
        assertThat(store.connectionCountMax()).isEqualTo(4);
        assertThat(store.connectionWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(intake.chunkCountMax()).isEqualTo(200);
        assertThat(intake.chunkBytesMax().asLongValue()).isEqualTo(4L << 20);
        assertThat(intake.retryPauseMin()).isEqualTo(Duration.ofMillis(100));
        assertThat(intake.retryPauseMax()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void everyKeyCanBeOverridden() {
        // When:
        SmallRyeConfig config =
                config(
                        Map.of(
                                "sluice.audit.store.url", "jdbc:h2:mem:x",
                                "sluice.audit.store.user", "u",
                                "sluice.audit.store.password", "p",
                                "sluice.audit.store.connection-count-max", "9",
                                "sluice.audit.store.connection-wait", "1s",
                                "sluice.audit.intake.chunk-count-max", "7",
                                "sluice.audit.intake.chunk-bytes-max", "1K",
                                "sluice.audit.intake.retry-pause-min", "1s",
                                "sluice.audit.intake.retry-pause-max", "2s"));
        StoreSettings store = config.getConfigMapping(StoreSettings.class);
        IntakeSettings intake = config.getConfigMapping(IntakeSettings.class);

        // Then:
        assertThat(store.url()).contains("jdbc:h2:mem:x");
        assertThat(store.user()).contains("u");
        assertThat(store.password()).contains("p");
        assertThat(store.connectionCountMax()).isEqualTo(9);
        assertThat(store.connectionWait()).isEqualTo(Duration.ofSeconds(1));
        assertThat(intake.chunkCountMax()).isEqualTo(7);
        assertThat(intake.chunkBytesMax().asLongValue()).isEqualTo(1024);
        assertThat(intake.retryPauseMin()).isEqualTo(Duration.ofSeconds(1));
        assertThat(intake.retryPauseMax()).isEqualTo(Duration.ofSeconds(2));
    }

    private static SmallRyeConfig config(Map<String, String> given) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(given, "test", 500))
                .addDiscoveredConverters()
                .withMapping(StoreSettings.class)
                .withMapping(IntakeSettings.class)
                .build();
    }
}
