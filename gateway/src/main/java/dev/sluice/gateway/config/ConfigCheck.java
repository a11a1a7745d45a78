package dev.sluice.gateway.config;

import dev.sluice.gateway.streaming.Choices;
import dev.sluice.runtime.access.AddressRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Holds the values to their bounds, all at once: one start shows every mistake.
public final class ConfigCheck {
    private static final Duration LEASE_MIN = Duration.ofMinutes(2);

    /// A day less than the topic keeps what is due.
    private static final Duration GIVE_UP_MAX = Duration.ofDays(6);

    private final List<String> problems = new ArrayList<>();

    private ConfigCheck() {}

    /// Throws an `IllegalArgumentException` that lists every bad value.
    public static void check(
            StreamingConfig streaming,
            AdmissionConfig admission,
            CatalogueConfig catalogue,
            StoreConfig store,
            FilesConfig files,
            BatchConfig batch,
            QuotaConfig quota,
            IntakeConfig intake,
            WebhooksConfig webhooks) {
        ConfigCheck check = new ConfigCheck();
        check.streaming(streaming);
        check.admission(admission);
        check.positive("catalogue.forget-after", catalogue.forgetAfter());
        check.store(store);
        check.files(files);
        check.batch(batch);
        check.quota(quota);
        check.intake(intake);
        check.webhooks(webhooks);
        if (!check.problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", check.problems));
        }
    }

    private void streaming(StreamingConfig config) {
        positive("streaming.status-hold", config.statusHold());
        positive("streaming.first-record-timeout", config.firstRecordTimeout());
        positive("streaming.resume-grace", config.resumeGrace());
        positive("streaming.heartbeat", config.heartbeat());
        atLeastOne("streaming.unsent-records-max", config.unsentRecordsMax());
        atLeastOne("streaming.open-streams-max", config.openStreamsMax());
        atLeastOne("streaming.reopen-readers-max", config.reopenReadersMax());
        positive("streaming.reopen-timeout", config.reopenTimeout());
        if (config.clockSkewMax().isNegative()) {
            problem("streaming.clock-skew-max", config.clockSkewMax(), "must not be negative");
        }
    }

    /// Shorter than the minute that limits look back on would lose what counts in it.
    private void quota(QuotaConfig config) {
        if (config.lease().compareTo(LEASE_MIN) < 0) {
            problem("quota.lease", config.lease(), "must be at least " + LEASE_MIN);
        }
    }

    private void admission(AdmissionConfig config) {
        long bodyBytesMax = config.bodyBytesMax().asLongValue();
        atLeastOne("admission.body-bytes-max", bodyBytesMax);
        if (config.bodiesBytesMax().asLongValue() < bodyBytesMax) {
            problem(
                    "admission.bodies-bytes-max",
                    config.bodiesBytesMax().asLongValue(),
                    "must be at least admission.body-bytes-max, " + bodyBytesMax);
        }
        if (config.choicesMax() < 1 || config.choicesMax() > Choices.COUNT_MAX) {
            problem(
                    "admission.choices-max",
                    config.choicesMax(),
                    "must be 1 to " + Choices.COUNT_MAX);
        }
        positive("admission.body-timeout", config.bodyTimeout());
        positive("admission.acceptance-timeout", config.acceptanceTimeout());
    }

    private void store(StoreConfig config) {
        atLeastOne("store.connection-count-max", config.connectionCountMax());
        positive("store.connection-wait", config.connectionWait());
        positive("store.catch-up-timeout", config.catchUpTimeout());
        positive("store.keep", config.keep());
    }

    private void files(FilesConfig config) {
        long fileBytesMax = config.fileBytesMax().asLongValue();
        atLeastOne("files.file-bytes-max", fileBytesMax);
        if (config.tenantBytesMax().asLongValue() < fileBytesMax) {
            problem(
                    "files.tenant-bytes-max",
                    config.tenantBytesMax().asLongValue(),
                    "must be at least files.file-bytes-max, " + fileBytesMax);
        }
        atLeastOne("files.uploads-max", config.uploadsMax());
        positive("files.upload-timeout", config.uploadTimeout());
        atLeastOne("files.upload-bytes-min", config.uploadBytesMin().asLongValue());
    }

    private void batch(BatchConfig config) {
        atLeastOne("batch.request-count-max", config.requestCountMax());
        atLeastOne("batch.running-requests-max", config.runningRequestsMax());
        atLeastOne("batch.running-batches-max", config.runningBatchesMax());
        positive("batch.pace", config.pace());
        positive("batch.end-patience", config.endPatience());
    }

    private void intake(IntakeConfig config) {
        atLeastOne("intake.running-lines-max", config.runningLinesMax());
        atLeastOne("intake.lines-bytes-max", config.linesBytesMax().asLongValue());
        positive("intake.patience", config.patience());
        positive("intake.model-patience", config.modelPatience());
        positive("intake.ask-pause", config.askPause());
        positive("intake.pace", config.pace());
    }

    private void webhooks(WebhooksConfig config) {
        atLeastOne("webhooks.calls-max", config.callsMax());
        atLeastOne("webhooks.tenant-calls-max", config.tenantCallsMax());
        atLeastOne("webhooks.tenant-waiting-max", config.tenantWaitingMax());
        positive("webhooks.call-timeout", config.callTimeout());
        atLeastOne("webhooks.answer-bytes-max", config.answerBytesMax().asLongValue());
        positive("webhooks.retry-pause", config.retryPause());
        positive("webhooks.retry-pause-max", config.retryPauseMax());
        positive("webhooks.give-up-after", config.giveUpAfter());
        if (config.giveUpAfter().compareTo(GIVE_UP_MAX) > 0) {
            problem(
                    "webhooks.give-up-after",
                    config.giveUpAfter(),
                    "must be at most " + GIVE_UP_MAX);
        }
        config.allowedNetworks().orElse(List.of()).forEach(this::network);
    }

    private void network(String cidr) {
        try {
            var _ = AddressRange.of(cidr);
        } catch (IllegalArgumentException e) {
            problem("webhooks.allowed-networks", cidr, "which is no network such as 10.0.0.0/8");
        }
    }

    private void positive(String key, Duration value) {
        if (!value.isPositive()) {
            problem(key, value, "must be positive");
        }
    }

    private void atLeastOne(String key, long value) {
        if (value < 1) {
            problem(key, value, "must be at least 1");
        }
    }

    private void problem(String key, Object value, String rule) {
        problems.add("sluice.gateway." + key + " is " + value + ", " + rule);
    }
}
