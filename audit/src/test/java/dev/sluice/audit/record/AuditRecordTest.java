package dev.sluice.audit.record;

import static dev.sluice.audit.AuditEvents.NOON;
import static dev.sluice.audit.AuditEvents.accepted;
import static dev.sluice.audit.AuditEvents.completed;
import static dev.sluice.audit.AuditEvents.failed;
import static dev.sluice.audit.AuditEvents.masked;
import static dev.sluice.audit.AuditEvents.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.audit.record.AuditRecord.Outcome;
import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AuditRecordTest {
    private static final String CANARY = "canary-4711";
    private static final Contribution ACCEPTED = Contribution.of(accepted("r-1"));
    private static final Contribution REFUSED =
            Contribution.of(refused("r-1", ErrorCode.MESH_UNAVAILABLE));
    private static final Contribution MASKED = Contribution.of(masked("r-1", CANARY));
    private static final Contribution COMPLETED = Contribution.of(completed("r-1", CANARY));
    private static final Contribution FAILED =
            Contribution.of(failed("r-1", ErrorCode.QUEUE_FULL, CANARY));

    static Stream<Arguments> outcomes() {
        return Stream.of(
                Arguments.of(List.of(ACCEPTED), Outcome.ACCEPTED, null),
                Arguments.of(List.of(MASKED), Outcome.ACCEPTED, null),
                Arguments.of(List.of(REFUSED), Outcome.REFUSED, ErrorCode.MESH_UNAVAILABLE),
                Arguments.of(List.of(COMPLETED), Outcome.COMPLETED, null),
                Arguments.of(List.of(FAILED), Outcome.FAILED, ErrorCode.QUEUE_FULL),
                Arguments.of(List.of(ACCEPTED, MASKED, COMPLETED), Outcome.COMPLETED, null),
                Arguments.of(List.of(REFUSED, MASKED, COMPLETED), Outcome.COMPLETED, null),
                Arguments.of(List.of(ACCEPTED, FAILED), Outcome.FAILED, ErrorCode.QUEUE_FULL),
                Arguments.of(
                        List.of(REFUSED, MASKED), Outcome.REFUSED, ErrorCode.MESH_UNAVAILABLE));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void theOutcomeFollowsFromTheParts(
            List<Contribution> parts, Outcome outcome, ErrorCode errorCode) {
        // When:
        AuditRecord audited = merged(parts);

        // Then:
        assertThat(audited.outcome()).isEqualTo(outcome);
        assertThat(audited.errorCode().orElse(null)).isEqualTo(errorCode);
    }

    @Test
    void tellsWhoWhenAndWhereOfAWholeLife() {
        // When:
        AuditRecord audited = merged(List.of(COMPLETED, MASKED, ACCEPTED));

        // Then:
        assertThat(audited.tenantId()).contains(TenantId.DEFAULT);
        assertThat(audited.keyId()).contains("admin");
        assertThat(audited.route()).contains("POST /v1/chat/completions");
        assertThat(audited.pool()).contains(new PoolName("smol-1"));
        assertThat(audited.acceptedAt()).contains(NOON);
        assertThat(audited.finishedAt()).contains(NOON.plusSeconds(2));
        assertThat(audited.begunAt()).isEqualTo(NOON);
    }

    @Test
    void aRefusedRequestHasNoTenantButAPlaceInTime() {
        // When:
        AuditRecord audited = REFUSED.part();

        // Then:
        assertThat(audited.tenantId()).isEmpty();
        assertThat(audited.keyId()).isEmpty();
        assertThat(audited.acceptedAt()).isEmpty();
        assertThat(audited.finishedAt()).contains(NOON);
        assertThat(audited.begunAt()).isEqualTo(NOON);
    }

    @Test
    void noPartHoldsPromptOrAnswer() {
        // When:
        AuditRecord audited = merged(List.of(ACCEPTED, REFUSED, MASKED, COMPLETED));

        // Then:
        assertThat(audited.toString()).contains("smol-1").doesNotContain(CANARY);
        assertThat(FAILED.part().toString()).contains("QUEUE_FULL").doesNotContain(CANARY);
        assertThat(MASKED.toString() + COMPLETED + FAILED).doesNotContain(CANARY);
    }

    @Test
    void aBodyCountsOnlyWhileItsEventDoes() {
        // Given:
        Contribution earlier =
                Contribution.of(masked("r-1", CANARY, NOON.minusSeconds(1), "user-8"));
        Contribution impostor =
                new Contribution(
                        earlier.occurredAt(),
                        AuditRecord.of(
                                new RequestId("r-1"),
                                otherId(Objects.requireNonNull(earlier.part().masked()))),
                        null);

        // When:
        AuditRecord own = MASKED.part();
        AuditRecord overruled = own.merge(impostor.part());

        // Then:
        assertThat(own.holds(Objects.requireNonNull(MASKED.body()))).isTrue();
        assertThat(overruled.holds(Objects.requireNonNull(MASKED.body()))).isFalse();
        assertThat(own.holds(Objects.requireNonNull(COMPLETED.body()))).isFalse();
    }

    private static AuditPart.Masked otherId(AuditPart.Masked part) {
        return new AuditPart.Masked(
                "another event",
                part.occurredAt(),
                part.tenantId(),
                part.pool(),
                part.acceptedAt(),
                part.operation(),
                part.model(),
                part.settings(),
                part.subject(),
                part.findings());
    }

    @Test
    void aFailureWithoutTextHasNoBody() {
        // When:
        Contribution failure = Contribution.of(failed("r-1", ErrorCode.QUEUE_FULL, ""));

        // Then:
        assertThat(failure.body()).isNull();
        assertThat(FAILED.body()).isNotNull();
    }

    @Test
    void recordsOfTwoRequestsCannotBeMerged() {
        // Given:
        AuditRecord other = Contribution.of(accepted("r-2")).part();

        // Then:
        assertThatThrownBy(() -> ACCEPTED.part().merge(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("records of r-1 and r-2 cannot be merged");
    }

    @Test
    void acceptanceIsTheTimeThatTheClientWasTold() {
        // Given:
        Instant told = NOON.minusSeconds(5);

        // When:
        AuditRecord audited =
                merged(
                        List.of(
                                ACCEPTED,
                                COMPLETED,
                                Contribution.of(masked("r-1", CANARY, told, "user-7"))));

        // Then:
        assertThat(audited.acceptedAt()).contains(told);
    }

    private static AuditRecord merged(List<Contribution> parts) {
        return parts.stream().map(Contribution::part).reduce(AuditRecord::merge).orElseThrow();
    }
}
