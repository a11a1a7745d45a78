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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GatewayConfigTest {
    private static SmallRyeConfig config(Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withConverter(MemorySize.class, 200, new MemorySizeConverter())
                .withSources(new PropertiesConfigSource(values, "test", 500))
                .withMapping(StreamingConfig.class)
                .withMapping(AdmissionConfig.class)
                .withMapping(CatalogueConfig.class)
                .withMapping(StoreConfig.class)
                .withMapping(FilesConfig.class)
                .withMapping(BatchConfig.class)
                .withMapping(QuotaConfig.class)
                .withMapping(IntakeConfig.class)
                .withMapping(WebhooksConfig.class)
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
        assertThat(admission.choicesMax()).isEqualTo(8);
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
                                "sluice.gateway.admission.choices-max", "5",
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
        assertThat(admission.choicesMax()).isEqualTo(5);
        assertThat(admission.defaultModel()).contains("m");
        assertThat(catalogue.forgetAfter()).isEqualTo(Duration.ofHours(5));
    }

    @Test
    void storeAndFilesHaveDefaults() {
        // When
        StoreConfig store = config(Map.of()).getConfigMapping(StoreConfig.class);
        FilesConfig files = config(Map.of()).getConfigMapping(FilesConfig.class);

        // Then
        assertThat(store.url()).isEmpty();
        assertThat(store.user()).isEmpty();
        assertThat(store.password()).isEmpty();
        assertThat(store.connectionCountMax()).isEqualTo(8);
        assertThat(store.connectionWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(store.catchUpTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(store.keep()).isEqualTo(Duration.ofDays(7));
        assertThat(files.folder()).isEmpty();
        assertThat(files.fileBytesMax().asLongValue()).isEqualTo(200L * 1024 * 1024);
        assertThat(files.tenantBytesMax().asLongValue()).isEqualTo(10L * 1024 * 1024 * 1024);
        assertThat(files.uploadsMax()).isEqualTo(16);
        assertThat(files.uploadTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(files.uploadBytesMin().asLongValue()).isEqualTo(1 << 20);
    }

    @Test
    void everyStoreAndFilesKeyCanBeSet() {
        // When
        SmallRyeConfig config =
                config(
                        Map.ofEntries(
                                Map.entry("sluice.gateway.store.url", "jdbc:h2:mem:x"),
                                Map.entry("sluice.gateway.store.user", "u"),
                                Map.entry("sluice.gateway.store.password", "p"),
                                Map.entry("sluice.gateway.store.connection-count-max", "1"),
                                Map.entry("sluice.gateway.store.connection-wait", "2s"),
                                Map.entry("sluice.gateway.store.catch-up-timeout", "3s"),
                                Map.entry("sluice.gateway.store.keep", "4h"),
                                Map.entry("sluice.gateway.files.folder", "/f"),
                                Map.entry("sluice.gateway.files.file-bytes-max", "1K"),
                                Map.entry("sluice.gateway.files.tenant-bytes-max", "2K"),
                                Map.entry("sluice.gateway.files.uploads-max", "3"),
                                Map.entry("sluice.gateway.files.upload-timeout", "4s"),
                                Map.entry("sluice.gateway.files.upload-bytes-min", "3K")));
        StoreConfig store = config.getConfigMapping(StoreConfig.class);
        FilesConfig files = config.getConfigMapping(FilesConfig.class);

        // Then
        assertThat(store.url()).contains("jdbc:h2:mem:x");
        assertThat(store.user()).contains("u");
        assertThat(store.password()).contains("p");
        assertThat(store.connectionCountMax()).isEqualTo(1);
        assertThat(store.connectionWait()).isEqualTo(Duration.ofSeconds(2));
        assertThat(store.catchUpTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(store.keep()).isEqualTo(Duration.ofHours(4));
        assertThat(files.folder()).contains("/f");
        assertThat(files.fileBytesMax().asLongValue()).isEqualTo(1024);
        assertThat(files.tenantBytesMax().asLongValue()).isEqualTo(2048);
        assertThat(files.uploadsMax()).isEqualTo(3);
        assertThat(files.uploadTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(files.uploadBytesMin().asLongValue()).isEqualTo(3 << 10);
    }

    @Test
    void batchHasDefaults() {
        // When
        BatchConfig batch = config(Map.of()).getConfigMapping(BatchConfig.class);

        // Then
        assertThat(batch.requestCountMax()).isEqualTo(50_000);
        assertThat(batch.runningRequestsMax()).isEqualTo(256);
        assertThat(batch.runningBatchesMax()).isEqualTo(8);
        assertThat(batch.pace()).isEqualTo(Duration.ofMillis(100));
        assertThat(batch.endPatience()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void everyBatchKeyCanBeSet() {
        // When
        BatchConfig batch =
                config(
                                Map.of(
                                        "sluice.gateway.batch.request-count-max", "1",
                                        "sluice.gateway.batch.running-requests-max", "2",
                                        "sluice.gateway.batch.running-batches-max", "3",
                                        "sluice.gateway.batch.pace", "4s",
                                        "sluice.gateway.batch.end-patience", "5s"))
                        .getConfigMapping(BatchConfig.class);

        // Then
        assertThat(batch.requestCountMax()).isEqualTo(1);
        assertThat(batch.runningRequestsMax()).isEqualTo(2);
        assertThat(batch.runningBatchesMax()).isEqualTo(3);
        assertThat(batch.pace()).isEqualTo(Duration.ofSeconds(4));
        assertThat(batch.endPatience()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void intakeHasDefaults() {
        // When
        IntakeConfig intake = config(Map.of()).getConfigMapping(IntakeConfig.class);

        // Then
        assertThat(intake.runningLinesMax()).isEqualTo(256);
        assertThat(intake.linesBytesMax().asLongValue()).isEqualTo(64 * 1024 * 1024);
        assertThat(intake.patience()).isEqualTo(Duration.ofHours(24));
        assertThat(intake.modelPatience()).isEqualTo(Duration.ofSeconds(15));
        assertThat(intake.askPause()).isEqualTo(Duration.ofSeconds(30));
        assertThat(intake.pace()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void everyIntakeKeyCanBeSet() {
        // When
        IntakeConfig intake =
                config(
                                Map.of(
                                        "sluice.gateway.intake.running-lines-max", "1",
                                        "sluice.gateway.intake.lines-bytes-max", "2K",
                                        "sluice.gateway.intake.patience", "3h",
                                        "sluice.gateway.intake.model-patience", "6s",
                                        "sluice.gateway.intake.ask-pause", "4s",
                                        "sluice.gateway.intake.pace", "5s"))
                        .getConfigMapping(IntakeConfig.class);

        // Then
        assertThat(intake.runningLinesMax()).isEqualTo(1);
        assertThat(intake.linesBytesMax().asLongValue()).isEqualTo(2048);
        assertThat(intake.patience()).isEqualTo(Duration.ofHours(3));
        assertThat(intake.modelPatience()).isEqualTo(Duration.ofSeconds(6));
        assertThat(intake.askPause()).isEqualTo(Duration.ofSeconds(4));
        assertThat(intake.pace()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void webhooksHaveDefaults() {
        // When
        WebhooksConfig webhooks = config(Map.of()).getConfigMapping(WebhooksConfig.class);

        // Then
        assertThat(webhooks.allowedNetworks()).isEmpty();
        assertThat(webhooks.callsMax()).isEqualTo(64);
        assertThat(webhooks.tenantCallsMax()).isEqualTo(4);
        assertThat(webhooks.tenantWaitingMax()).isEqualTo(1000);
        assertThat(webhooks.callTimeout()).isEqualTo(Duration.ofSeconds(15));
        assertThat(webhooks.answerBytesMax().asLongValue()).isEqualTo(64 * 1024);
        assertThat(webhooks.retryPause()).isEqualTo(Duration.ofSeconds(5));
        assertThat(webhooks.retryPauseMax()).isEqualTo(Duration.ofHours(6));
        assertThat(webhooks.giveUpAfter()).isEqualTo(Duration.ofDays(3));
    }

    @Test
    void everyWebhooksKeyCanBeSet() {
        // When
        WebhooksConfig webhooks =
                config(
                                Map.of(
                                        "sluice.gateway.webhooks.allowed-networks",
                                                "10.0.0.0/8,::1",
                                        "sluice.gateway.webhooks.calls-max", "1",
                                        "sluice.gateway.webhooks.tenant-calls-max", "2",
                                        "sluice.gateway.webhooks.tenant-waiting-max", "3",
                                        "sluice.gateway.webhooks.call-timeout", "4s",
                                        "sluice.gateway.webhooks.answer-bytes-max", "5K",
                                        "sluice.gateway.webhooks.retry-pause", "6s",
                                        "sluice.gateway.webhooks.retry-pause-max", "7s",
                                        "sluice.gateway.webhooks.give-up-after", "8h"))
                        .getConfigMapping(WebhooksConfig.class);

        // Then
        assertThat(webhooks.allowedNetworks().orElseThrow()).containsExactly("10.0.0.0/8", "::1");
        assertThat(webhooks.callsMax()).isEqualTo(1);
        assertThat(webhooks.tenantCallsMax()).isEqualTo(2);
        assertThat(webhooks.tenantWaitingMax()).isEqualTo(3);
        assertThat(webhooks.callTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(webhooks.answerBytesMax().asLongValue()).isEqualTo(5 * 1024);
        assertThat(webhooks.retryPause()).isEqualTo(Duration.ofSeconds(6));
        assertThat(webhooks.retryPauseMax()).isEqualTo(Duration.ofSeconds(7));
        assertThat(webhooks.giveUpAfter()).isEqualTo(Duration.ofHours(8));
    }

    @Test
    void theLeaseHasADefaultAndCanBeSet() {
        assertThat(config(Map.of()).getConfigMapping(QuotaConfig.class).lease())
                .isEqualTo(Duration.ofMinutes(30));
        assertThat(
                        config(Map.of("sluice.gateway.quota.lease", "9m"))
                                .getConfigMapping(QuotaConfig.class)
                                .lease())
                .isEqualTo(Duration.ofMinutes(9));
    }

    @Test
    void everyMistakeIsToldAtOnce() {
        // Given
        SmallRyeConfig config =
                config(
                        Map.of(
                                "sluice.gateway.streaming.heartbeat", "0s",
                                "sluice.gateway.streaming.unsent-records-max", "0",
                                "sluice.gateway.admission.bodies-bytes-max", "1M",
                                "sluice.gateway.store.keep", "0s",
                                "sluice.gateway.files.tenant-bytes-max", "1M",
                                "sluice.gateway.files.uploads-max", "0",
                                "sluice.gateway.quota.lease", "119s",
                                "sluice.gateway.intake.running-lines-max", "0",
                                "sluice.gateway.webhooks.give-up-after", "145h",
                                "sluice.gateway.webhooks.allowed-networks", "10.0.0.0/8,x"));

        // Then
        assertThatThrownBy(() -> check(config))
                .hasMessageContaining("sluice.gateway.streaming.heartbeat is PT0S")
                .hasMessageContaining("sluice.gateway.streaming.unsent-records-max is 0")
                .hasMessageContaining("sluice.gateway.admission.bodies-bytes-max is 1048576")
                .hasMessageContaining("sluice.gateway.store.keep is PT0S")
                .hasMessageContaining("sluice.gateway.files.tenant-bytes-max is 1048576")
                .hasMessageContaining("sluice.gateway.files.uploads-max is 0")
                .hasMessageContaining("sluice.gateway.quota.lease is PT1M59S")
                .hasMessageContaining("sluice.gateway.intake.running-lines-max is 0")
                .hasMessageContaining("sluice.gateway.webhooks.give-up-after is PT145H")
                .hasMessageContaining("sluice.gateway.webhooks.allowed-networks is x");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 17})
    void choicesAreOneToSixteen(int choicesMax) {
        // Given
        String key = "sluice.gateway.admission.choices-max";
        SmallRyeConfig config = config(Map.of(key, Integer.toString(choicesMax)));

        // Then
        assertThatThrownBy(() -> check(config))
                .hasMessageContaining(key + " is " + choicesMax + ", must be 1 to 16");
    }

    private static void check(SmallRyeConfig config) {
        ConfigCheck.check(
                config.getConfigMapping(StreamingConfig.class),
                config.getConfigMapping(AdmissionConfig.class),
                config.getConfigMapping(CatalogueConfig.class),
                config.getConfigMapping(StoreConfig.class),
                config.getConfigMapping(FilesConfig.class),
                config.getConfigMapping(BatchConfig.class),
                config.getConfigMapping(QuotaConfig.class),
                config.getConfigMapping(IntakeConfig.class),
                config.getConfigMapping(WebhooksConfig.class));
    }
}
