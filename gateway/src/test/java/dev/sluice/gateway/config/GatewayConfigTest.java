package dev.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GatewayConfigTest {
    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .withMapping(StreamingConfig.class)
                .withMapping(AdmissionConfig.class)
                .withMapping(CatalogueConfig.class)
                .build();
    }

    @Test
    void streamingHasDefaults() {
        // When
        StreamingConfig streaming = config(Map.of()).getConfigMapping(StreamingConfig.class);

        // Then
        assertThat(streaming.statusHold()).isEqualTo(Duration.ofMillis(200));
        assertThat(streaming.firstRecordTimeout()).isEqualTo(Duration.ofMinutes(2));
        assertThat(streaming.resumeGrace()).isEqualTo(Duration.ofSeconds(15));
        assertThat(streaming.heartbeat()).isEqualTo(Duration.ofSeconds(10));
        assertThat(streaming.unsentRecordsMax()).isEqualTo(1024);
        assertThat(streaming.openStreamsMax()).isEqualTo(20_000);
        assertThat(streaming.reopenReadersMax()).isEqualTo(16);
        assertThat(streaming.reopenTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(streaming.clockSkewMax()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void everyStreamingKeyCanBeSet() {
        // When
        StreamingConfig streaming =
                config(
                                Map.of(
                                        "sluice.gateway.streaming.status-hold", "1s",
                                        "sluice.gateway.streaming.first-record-timeout", "9s",
                                        "sluice.gateway.streaming.resume-grace", "2s",
                                        "sluice.gateway.streaming.heartbeat", "3s",
                                        "sluice.gateway.streaming.unsent-records-max", "4",
                                        "sluice.gateway.streaming.open-streams-max", "5",
                                        "sluice.gateway.streaming.reopen-readers-max", "6",
                                        "sluice.gateway.streaming.reopen-timeout", "7s",
                                        "sluice.gateway.streaming.clock-skew-max", "8s"))
                        .getConfigMapping(StreamingConfig.class);

        // Then
        assertThat(streaming.statusHold()).isEqualTo(Duration.ofSeconds(1));
        assertThat(streaming.firstRecordTimeout()).isEqualTo(Duration.ofSeconds(9));
        assertThat(streaming.resumeGrace()).isEqualTo(Duration.ofSeconds(2));
        assertThat(streaming.heartbeat()).isEqualTo(Duration.ofSeconds(3));
        assertThat(streaming.unsentRecordsMax()).isEqualTo(4);
        assertThat(streaming.openStreamsMax()).isEqualTo(5);
        assertThat(streaming.reopenReadersMax()).isEqualTo(6);
        assertThat(streaming.reopenTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(streaming.clockSkewMax()).isEqualTo(Duration.ofSeconds(8));
    }

    @Test
    void admissionAndCatalogueHaveDefaults() {
        // Given
        SmallRyeConfig config = config(Map.of());

        // When
        AdmissionConfig admission = config.getConfigMapping(AdmissionConfig.class);
        CatalogueConfig catalogue = config.getConfigMapping(CatalogueConfig.class);

        // Then
        assertThat(admission.bodyBytesMax().asLongValue()).isEqualTo(10 * 1024 * 1024);
        assertThat(admission.bodiesBytesMax().asLongValue()).isEqualTo(128 * 1024 * 1024);
        assertThat(admission.bodyTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(admission.acceptanceTimeout()).isEqualTo(Duration.ofSeconds(6));
        assertThat(admission.defaultModel()).isEmpty();
        assertThat(catalogue.forgetAfter()).isEqualTo(Duration.ofHours(24));
    }

    @Test
    void everyAdmissionAndCatalogueKeyCanBeSet() {
        // Given
        SmallRyeConfig config =
                config(
                        Map.of(
                                "sluice.gateway.admission.body-bytes-max", "1M",
                                "sluice.gateway.admission.bodies-bytes-max", "2M",
                                "sluice.gateway.admission.body-timeout", "3s",
                                "sluice.gateway.admission.acceptance-timeout", "4s",
                                "sluice.gateway.admission.default-model", "m",
                                "sluice.gateway.catalogue.forget-after", "5h"));

        // When
        AdmissionConfig admission = config.getConfigMapping(AdmissionConfig.class);
        CatalogueConfig catalogue = config.getConfigMapping(CatalogueConfig.class);

        // Then
        assertThat(admission.bodyBytesMax().asLongValue()).isEqualTo(1024 * 1024);
        assertThat(admission.bodiesBytesMax().asLongValue()).isEqualTo(2 * 1024 * 1024);
        assertThat(admission.bodyTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(admission.acceptanceTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(admission.defaultModel()).contains("m");
        assertThat(catalogue.forgetAfter()).isEqualTo(Duration.ofHours(5));
    }

    @Test
    void everyMistakeIsToldAtOnce() {
        // Given
        SmallRyeConfig config =
                config(
                        Map.of(
                                "sluice.gateway.streaming.heartbeat", "0s",
                                "sluice.gateway.streaming.unsent-records-max", "0",
                                "sluice.gateway.admission.bodies-bytes-max", "1M"));

        // Then
        assertThatThrownBy(() ->
                        ConfigCheck.check(
                                config.getConfigMapping(StreamingConfig.class),
                                config.getConfigMapping(AdmissionConfig.class),
                                config.getConfigMapping(CatalogueConfig.class)))
                .hasMessageContaining("sluice.gateway.streaming.heartbeat is PT0S")
                .hasMessageContaining("sluice.gateway.streaming.unsent-records-max is 0")
                .hasMessageContaining("sluice.gateway.admission.bodies-bytes-max is 1048576");
    }
}
