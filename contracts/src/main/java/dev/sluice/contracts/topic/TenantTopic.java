package dev.sluice.contracts.topic;

import dev.sluice.contracts.TenantId;
import java.time.Duration;
import java.util.Optional;

/// The topics that every tenant has of its own, for programs that speak Kafka and not HTTP. They
/// carry no events but lines of JSON: what a line of an OpenAI batch's input and output file is.
public enum TenantTopic {
    /// From any producer. The key is the producer's business.
    INTAKE("intake", "requests, a line each, from programs"),
    /// Key: the line's `custom_id`.
    ANSWERS("answers", "what became of each line of the intake");

    /// Lines of one tenant are shared out to so many gateways at once; within a partition many run
    /// at a time.
    public static final int PARTITIONS = 2;

    public static final Duration RETENTION = Duration.ofDays(7);

    private final String word;
    private final String about;

    TenantTopic(String word, String about) {
        this.word = word;
        this.about = about;
    }

    /// The name on the broker, for example `sluice.intake.acme`. Empty for a tenant with a colon in
    /// its id, which no topic can have in its name.
    public Optional<String> nameFor(TenantId tenant) {
        return tenant.value().indexOf(':') < 0
                ? Optional.of(Topic.PREFIX + word + "." + tenant)
                : Optional.empty();
    }

    /// One line for people.
    public String about() {
        return about;
    }
}
