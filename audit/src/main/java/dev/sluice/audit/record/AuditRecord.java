package dev.sluice.audit.record;

import dev.sluice.audit.record.AuditPart.Accepted;
import dev.sluice.audit.record.AuditPart.Ended;
import dev.sluice.audit.record.AuditPart.Masked;
import dev.sluice.audit.record.AuditPart.Refused;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All that is known about one request. The parts come from three topics, in any order and possibly
/// twice.
///
/// [#merge] takes, part by part, the smaller one in the order [AuditPart#FIRST], so it is
/// commutative, associative and idempotent: however the topics are read, the record is the same.
public record AuditRecord(
        RequestId requestId,
        @Nullable Accepted accepted,
        @Nullable Refused refused,
        @Nullable Masked masked,
        @Nullable Ended ended) {
    /// How far the request came.
    public enum Outcome {
        ACCEPTED,
        REFUSED,
        COMPLETED,
        FAILED
    }

    public AuditRecord {
        Objects.requireNonNull(requestId, "requestId");
        if (accepted == null && refused == null && masked == null && ended == null) {
            throw new IllegalArgumentException("the record of " + requestId + " has no part");
        }
    }

    /// The record of a request of which only this is known.
    public static AuditRecord of(RequestId requestId, AuditPart part) {
        return switch (part) {
            case Accepted accepted -> new AuditRecord(requestId, accepted, null, null, null);
            case Refused refused -> new AuditRecord(requestId, null, refused, null, null);
            case Masked masked -> new AuditRecord(requestId, null, null, masked, null);
            case Ended ended -> new AuditRecord(requestId, null, null, null, ended);
        };
    }

    public AuditRecord merge(AuditRecord other) {
        if (!requestId.equals(other.requestId)) {
            throw new IllegalArgumentException(
                    "records of " + requestId + " and " + other.requestId + " cannot be merged");
        }
        return new AuditRecord(
                requestId,
                first(accepted, other.accepted),
                first(refused, other.refused),
                first(masked, other.masked),
                first(ended, other.ended));
    }

    private static <P extends AuditPart> @Nullable P first(@Nullable P one, @Nullable P other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return AuditPart.FIRST.compare(one, other) <= 0 ? one : other;
    }

    /// An answer beats a refusal: a gateway that gave up on a slow broker has refused what may have
    /// got through all the same.
    public Outcome outcome() {
        if (ended != null) {
            return ended.code() == null ? Outcome.COMPLETED : Outcome.FAILED;
        }
        return refused == null ? Outcome.ACCEPTED : Outcome.REFUSED;
    }

    /// Why there is no answer.
    public Optional<ErrorCode> errorCode() {
        if (ended != null) {
            return Optional.ofNullable(ended.code());
        }
        return Optional.ofNullable(refused).map(Refused::code);
    }

    public Optional<TenantId> tenantId() {
        return parts().flatMap(part -> Optional.ofNullable(part.tenantId()).stream()).findFirst();
    }

    public Optional<String> route() {
        return accepted != null
                ? Optional.of(accepted.route())
                : Optional.ofNullable(refused).map(Refused::route);
    }

    /// The id of the API key, never the key.
    public Optional<String> keyId() {
        return accepted != null
                ? Optional.of(accepted.keyId())
                : Optional.ofNullable(refused).map(Refused::keyId);
    }

    /// What an administrator changed.
    public Optional<String> target() {
        return Optional.ofNullable(accepted).map(Accepted::target);
    }

    public Optional<PoolName> pool() {
        return ended != null && ended.pool() != null
                ? Optional.of(ended.pool())
                : Optional.ofNullable(masked).map(Masked::pool);
    }

    /// When the client was told that its request is accepted; empty for one that never was.
    public Optional<Instant> acceptedAt() {
        if (masked != null) {
            return Optional.of(masked.acceptedAt());
        }
        if (ended != null && ended.acceptedAt() != null) {
            return Optional.of(ended.acceptedAt());
        }
        return Optional.ofNullable(accepted).map(Accepted::occurredAt);
    }

    /// When the request was over: answered, failed or refused.
    public Optional<Instant> finishedAt() {
        return ended != null
                ? Optional.of(ended.occurredAt())
                : Optional.ofNullable(refused).map(Refused::occurredAt);
    }

    /// The place of the request in time, whatever is known of it: what lists are ordered by.
    public Instant begunAt() {
        return acceptedAt().or(this::finishedAt).orElseGet(() -> firstPart().occurredAt());
    }

    private AuditPart firstPart() {
        return parts().findFirst().orElseThrow();
    }

    /// Whether the part that came with this body is the one that counts.
    public boolean holds(AuditBody body) {
        AuditPart part =
                switch (body) {
                    case AuditBody.PromptBody _ -> masked;
                    case AuditBody.AnswerBody _ -> ended;
                };
        return requestId.equals(body.requestId())
                && part != null
                && part.eventId().equals(body.eventId());
    }

    private Stream<AuditPart> parts() {
        return Stream.<@Nullable AuditPart>of(accepted, refused, masked, ended)
                .flatMap(part -> Optional.ofNullable(part).stream());
    }
}
