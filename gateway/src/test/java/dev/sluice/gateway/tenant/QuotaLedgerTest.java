package dev.sluice.gateway.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.QuotaEvent.AllowanceRequested;
import dev.sluice.contracts.event.QuotaEvent.AllowanceSettled;
import dev.sluice.contracts.event.QuotaEvent.AllowanceWithdrawn;
import dev.sluice.contracts.event.QuotaLimits;
import dev.sluice.contracts.event.TenantEvent.TokensSpent;
import dev.sluice.gateway.tenant.Standing.Room;
import dev.sluice.gateway.tenant.Verdict.Allowed;
import dev.sluice.gateway.tenant.Verdict.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class QuotaLedgerTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.400Z");
    private static final Duration LEASE = Duration.ofMinutes(30);

    private final QuotaLedger ledger = new QuotaLedger(LEASE);
    private Instant now = NOON;
    private int requestCount;
    private long offset;

    private static QuotaLimits limits(
            @Nullable Integer requests,
            @Nullable Integer tokens,
            @Nullable Integer running,
            @Nullable Integer streams,
            @Nullable Long budget) {
        return new QuotaLimits(requests, tokens, running, streams, budget);
    }

    private Verdict ask(QuotaLimits limits, long tokens, boolean streamed) {
        requestCount++;
        return ledger.apply(
                        new AllowanceRequested(
                                "r" + requestCount + "/a",
                                id(requestCount),
                                ACME,
                                now,
                                tokens,
                                streamed,
                                limits),
                        now,
                        offset++)
                .orElseThrow();
    }

    private void settle(int request, long tokens) {
        var _ =
                ledger.apply(
                        new AllowanceSettled("r" + request + "/s", id(request), ACME, now, tokens),
                        now,
                        offset++);
    }

    private static RequestId id(int number) {
        return new RequestId("r" + number);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    private static Refused refused(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Refused.class);
        return (Refused) verdict;
    }

    @Test
    void requestsPerMinuteAtTheLimitAndOnePast() {
        // Given
        QuotaLimits limits = limits(2, null, null, null, null);

        // Then
        assertThat(ask(limits, 5, false))
                .isEqualTo(
                        new Allowed(new Standing(new Room(2, 1, Duration.ofMillis(60_600)), null)));
        pass(Duration.ofSeconds(10));
        assertThat(ask(limits, 5, false)).isInstanceOf(Allowed.class);
        Refused refused = refused(ask(limits, 5, false));
        assertThat(refused.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(50_600));
        assertThat(refused.isMomentary()).isFalse();

        // When: the first has left the minute
        pass(refused.retryAfter().minusMillis(1));
        refused(ask(limits, 5, false));
        pass(Duration.ofMillis(1));

        // Then
        assertThat(ask(limits, 5, false)).isInstanceOf(Allowed.class);
        refused(ask(limits, 5, false));
    }

    @Test
    void tokensCountAsEstimatedAndThenAsTaken() {
        // Given
        QuotaLimits limits = limits(null, 100, null, null, null);
        assertThat(ask(limits, 60, false)).isInstanceOf(Allowed.class);
        refused(ask(limits, 60, false));

        // When
        settle(1, 30);

        // Then
        Verdict next = ask(limits, 60, false);
        assertThat(next).isInstanceOf(Allowed.class);
        assertThat(Objects.requireNonNull(((Allowed) next).standing().tokens()).remaining())
                .isEqualTo(10);

        // When: it took more than estimated
        settle(3, 500);

        // Then
        Refused refused = refused(ask(limits, 1, false));
        assertThat(Objects.requireNonNull(refused.standing().tokens()).remaining()).isZero();
        assertThat(refused.message()).contains("100", "530", "1 are asked for");
    }

    @Test
    void aRequestLargerThanTheLimitPassesAlone() {
        // Given
        QuotaLimits limits = limits(null, 100, null, null, null);

        // Then
        assertThat(ask(limits, 5_000, false)).isInstanceOf(Allowed.class);
        settle(1, 10);
        Refused refused = refused(ask(limits, 5_000, false));
        pass(refused.retryAfter());
        assertThat(ask(limits, 5_000, false)).isInstanceOf(Allowed.class);
    }

    @Test
    void runningRequestsEndWhenTheyAreSettled() {
        // Given
        QuotaLimits limits = limits(null, null, 1, null, null);
        assertThat(ask(limits, 5, false)).isInstanceOf(Allowed.class);

        // Then
        assertThat(refused(ask(limits, 5, false)).isMomentary()).isTrue();

        // When: twice, as a crash may have it
        settle(1, 5);
        settle(1, 5);

        // Then
        assertThat(ask(limits, 5, false)).isInstanceOf(Allowed.class);
        refused(ask(limits, 5, false));
    }

    @Test
    void onlyStreamsCountAsStreams() {
        // Given
        QuotaLimits limits = limits(null, null, null, 1, null);

        // Then
        assertThat(ask(limits, 5, true)).isInstanceOf(Allowed.class);
        refused(ask(limits, 5, true));
        assertThat(ask(limits, 5, false)).isInstanceOf(Allowed.class);
        settle(1, 5);
        assertThat(ask(limits, 5, true)).isInstanceOf(Allowed.class);
    }

    @Test
    void aBudgetIsSpentForGood() {
        // Given
        QuotaLimits limits = limits(null, null, null, null, 100L);
        assertThat(ask(limits, 200, false)).isInstanceOf(Allowed.class);
        assertThat(refused(ask(limits, 1, false)).code()).isEqualTo(ErrorCode.INSUFFICIENT_QUOTA);

        // When
        settle(1, 99);

        // Then
        assertThat(ask(limits, 200, false)).isInstanceOf(Allowed.class);
        settle(3, 1);
        pass(Duration.ofDays(1));
        assertThat(refused(ask(limits, 1, false)).code()).isEqualTo(ErrorCode.INSUFFICIENT_QUOTA);

        // When: it is raised
        QuotaLimits raised = limits(null, null, null, null, 101L);

        // Then
        assertThat(ask(raised, 1, false)).isInstanceOf(Allowed.class);
    }

    @Test
    void aBudgetGoesOnFromWhatWasWrittenDown() {
        // Given
        QuotaLimits limits = limits(null, null, null, null, 100L);
        assertThat(ask(limits, 10, false)).isInstanceOf(Allowed.class);
        settle(1, 40);
        TokensSpent counted = ledger.spent(ACME, offset - 1).orElseThrow();
        assertThat(ask(limits, 10, false)).isInstanceOf(Allowed.class);
        settle(2, 59);

        // When: another gateway reads it all
        QuotaLedger successor = new QuotaLedger(LEASE);
        successor.seed(counted);
        for (int request = 1; request <= 2; request++) {
            long at = 2L * (request - 1);
            successor.replay(
                    new AllowanceRequested("a", id(request), ACME, now, 10, false, limits),
                    now,
                    at);
            successor.replay(
                    new AllowanceSettled("s", id(request), ACME, now, request == 1 ? 40 : 59),
                    now,
                    at + 1);
        }

        // Then: each was counted once
        assertThat(counted.tokens()).isEqualTo(40);
        assertThat(successor.spent(ACME, 3).orElseThrow().tokens()).isEqualTo(99);
    }

    @Test
    void aRequestOfWhichNoEndIsHeardHoldsItsPlaceForTheLease() {
        // Given
        QuotaLimits limits = limits(null, null, 1, null, 100L);
        assertThat(ask(limits, 60, false)).isInstanceOf(Allowed.class);

        // When
        pass(LEASE);
        refused(ask(limits, 5, false));
        pass(Duration.ofSeconds(1));

        // Then: its place is free, its tokens are spent
        assertThat(ask(limits, 40, false)).isInstanceOf(Allowed.class);
        pass(LEASE.plusSeconds(1));
        assertThat(refused(ask(limits, 1, false)).code()).isEqualTo(ErrorCode.INSUFFICIENT_QUOTA);
    }

    @Test
    void whatWasWithdrawnDoesNotCount() {
        // Given
        QuotaLimits limits = limits(1, 100, 1, 1, null);
        assertThat(ask(limits, 100, true)).isInstanceOf(Allowed.class);

        // When
        var _ = ledger.apply(new AllowanceWithdrawn("r1/w", id(1), ACME, now), now, offset++);

        // Then
        assertThat(ask(limits, 100, true)).isInstanceOf(Allowed.class);
    }

    @Test
    void zeroLetsNothingIn() {
        refused(ask(limits(0, null, null, null, null), 1, false));
        refused(ask(limits(null, 0, null, null, null), 1, false));
        assertThat(refused(ask(limits(null, null, 0, null, null), 1, false)).isMomentary())
                .isFalse();
        refused(ask(limits(null, null, null, 0, null), 1, true));
        refused(ask(limits(null, null, null, null, 0L), 1, false));
    }

    @Test
    void aClockThatGoesBackFreesNothing() {
        // Given
        QuotaLimits limits = limits(1, null, null, null, null);
        assertThat(ask(limits, 1, false)).isInstanceOf(Allowed.class);

        // When
        pass(Duration.ofHours(-1));

        // Then
        refused(ask(limits, 1, false));
    }
}
