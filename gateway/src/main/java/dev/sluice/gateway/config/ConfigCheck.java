package dev.sluice.gateway.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Holds the values to their bounds, all at once: one start shows every mistake.
public final class ConfigCheck {
    private final List<String> problems = new ArrayList<>();

    private ConfigCheck() {}

    /// Throws an `IllegalArgumentException` that lists every bad value.
    public static void check(
            StreamingConfig streaming, AdmissionConfig admission, CatalogueConfig catalogue) {
        ConfigCheck check = new ConfigCheck();
        check.streaming(streaming);
        check.admission(admission);
        check.positive("catalogue.forget-after", catalogue.forgetAfter());
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

    private void admission(AdmissionConfig config) {
        long bodyBytesMax = config.bodyBytesMax().asLongValue();
        atLeastOne("admission.body-bytes-max", bodyBytesMax);
        if (config.bodiesBytesMax().asLongValue() < bodyBytesMax) {
            problem(
                    "admission.bodies-bytes-max",
                    config.bodiesBytesMax().asLongValue(),
                    "must be at least admission.body-bytes-max, " + bodyBytesMax);
        }
        positive("admission.body-timeout", config.bodyTimeout());
        positive("admission.acceptance-timeout", config.acceptanceTimeout());
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
