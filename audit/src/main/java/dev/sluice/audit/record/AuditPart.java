package dev.sluice.audit.record;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.Usage;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What one event tells about its request. No component holds a prompt or an answer: those are
/// [AuditBody], kept apart so that they can be erased.
public sealed interface AuditPart {
    /// Which of two parts of one kind counts: the one that happened first. A total order, so that a
    /// record does not depend on which of them was read first.
    Comparator<AuditPart> FIRST =
            Comparator.comparing(AuditPart::occurredAt)
                    .thenComparing(AuditPart::eventId)
                    .thenComparing(Object::toString);

    String eventId();

    Instant occurredAt();

    @Nullable TenantId tenantId();

    /// The gateway let the request in. `target` is what an administrator changed with it; absent
    /// where it is no such request.
    record Accepted(
            String eventId,
            Instant occurredAt,
            TenantId tenantId,
            String route,
            String keyId,
            @Nullable String target)
            implements AuditPart {
        public Accepted {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(occurredAt, "occurredAt");
        }

        /// A request that changes nothing of the administrator's.
        public Accepted(
                String eventId, Instant occurredAt, TenantId tenantId, String route, String keyId) {
            this(eventId, occurredAt, tenantId, route, keyId, null);
        }
    }

    /// The gateway turned the request away. There is no tenant where the key names nobody.
    record Refused(
            String eventId,
            Instant occurredAt,
            @Nullable TenantId tenantId,
            String route,
            @Nullable String keyId,
            ErrorCode code)
            implements AuditPart {
        public Refused {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(occurredAt, "occurredAt");
        }
    }

    /// What was asked for, as masking let it through. `findings` counts by entity type.
    record Masked(
            String eventId,
            Instant occurredAt,
            TenantId tenantId,
            PoolName pool,
            Instant acceptedAt,
            Operation operation,
            String model,
            RequestedSettings settings,
            @Nullable String subject,
            Map<String, Integer> findings)
            implements AuditPart {
        public Masked {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            findings = sorted(findings);
        }
    }

    /// How the request ended: with a reason, or with a code and its message.
    record Ended(
            String eventId,
            Instant occurredAt,
            TenantId tenantId,
            @Nullable Instant acceptedAt,
            @Nullable PoolName pool,
            @Nullable FinishReason reason,
            @Nullable ErrorCode code,
            @Nullable String message,
            Usage usage,
            Map<String, Integer> findings)
            implements AuditPart {
        public Ended {
            Objects.requireNonNull(eventId, "eventId");
            Objects.requireNonNull(occurredAt, "occurredAt");
            if ((reason == null) == (code == null)) {
                throw new IllegalArgumentException("one of reason and code is needed");
            }
            findings = sorted(findings);
        }
    }

    /// OpenTelemetry's `gen_ai.operation.name`.
    enum Operation {
        CHAT,
        TEXT_COMPLETION
    }

    /// The settings that OpenTelemetry has names for. Stop texts are left out: they are the
    /// client's own words, and nobody masked them.
    record RequestedSettings(
            @Nullable Integer maxTokens,
            double temperature,
            double topP,
            int topK,
            double frequencyPenalty,
            double presencePenalty,
            long seed) {}

    /// One order for equal maps: a record is written as the same bytes each time.
    private static Map<String, Integer> sorted(Map<String, Integer> findings) {
        return Collections.unmodifiableMap(new TreeMap<>(findings));
    }
}
