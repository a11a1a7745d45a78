package dev.sluice.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.QuotaEvent;
import dev.sluice.contracts.event.QuotaEvent.AllowanceSettled;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.contracts.event.TenantEvent.TokensSpent;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.tenant.Verdict;
import dev.sluice.runtime.access.AccessBook;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Two gateways on one topic.
final class KafkaQuotasTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final SimTopic topic = new SimTopic(Topic.QUOTAS, 1);
    private final AccessBook tenants = new AccessBook("sk-admin");
    private final List<Long> putAside = new ArrayList<>();
    private final KafkaQuotas one = gateway();
    private final KafkaQuotas other = gateway();
    private int count;
    private Instant now = NOON;

    private KafkaQuotas gateway() {
        return new KafkaQuotas(
                topic::consumer,
                new Sender(),
                new EventCodec(),
                tenants,
                (rejected, _) -> putAside.add(rejected.offset()),
                () -> now,
                Duration.ofMinutes(30),
                Duration.ofSeconds(20),
                () -> true);
    }

    private class Sender implements KafkaQuotas.AllowanceSender {
        @Override
        public CompletableFuture<Void> send(QuotaEvent event) {
            write(event);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void count(TokensSpent spent) {
            tenants.apply(spent);
            tenants.publish();
        }
    }

    private void write(QuotaEvent event) {
        topic.write(0, event.tenantId().value(), event);
    }

    @BeforeEach
    void begin() {
        tenants.markComplete();
        topic.setTime(NOON);
    }

    private void limit(@Nullable Integer requests, @Nullable Integer running) {
        tenants.apply(new TenantDefined("t", ACME, NOON, 1, requests, null, running, null, null));
        tenants.publish();
    }

    private CompletableFuture<Verdict> ask(KafkaQuotas gateway) {
        count++;
        return gateway.ask(ACME, new RequestId("r" + count), 5, false).toCompletableFuture();
    }

    private static Verdict verdict(CompletableFuture<Verdict> future, KafkaQuotas gateway)
            throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!future.isDone() && System.nanoTime() < deadline) {
            gateway.step();
        }
        return future.get(0, TimeUnit.SECONDS);
    }

    @Test
    void aTenantWithoutLimitsWaitsForNothing() throws Exception {
        // Then
        assertThat(ask(one)).isCompletedWithValue(new Verdict.Unlimited());
        assertThat(topic.consumerCount()).isZero();
    }

    @Test
    void aLimitHoldsOverBothGateways() throws Exception {
        // Given
        limit(3, null);
        one.step();
        other.step();

        // When
        List<CompletableFuture<Verdict>> asked = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            asked.add(ask(one));
            asked.add(ask(other));
        }
        for (int i = 0; i < asked.size(); i++) {
            var _ = verdict(asked.get(i), i % 2 == 0 ? one : other);
        }

        // Then: the first three of the log, whoever wrote them
        assertThat(asked.stream().map(future -> future.join() instanceof Verdict.Allowed))
                .containsExactly(true, true, true, false, false, false, false, false);
    }

    @Test
    void aGatewayThatStartsKnowsWhatCounts() throws Exception {
        // Given
        limit(2, null);
        one.step();
        assertThat(verdict(ask(one), one)).isInstanceOf(Verdict.Allowed.class);
        assertThat(verdict(ask(one), one)).isInstanceOf(Verdict.Allowed.class);
        assertThat(verdict(ask(one), one)).isInstanceOf(Verdict.Refused.class);

        // When
        topic.setTime(NOON.plusSeconds(30));
        other.step();

        // Then
        assertThat(verdict(ask(other), other)).isInstanceOf(Verdict.Refused.class);

        // When
        topic.setTime(NOON.plusSeconds(61));

        // Then: what was refused did not count
        assertThat(verdict(ask(other), other)).isInstanceOf(Verdict.Allowed.class);
        assertThat(verdict(ask(one), one)).isInstanceOf(Verdict.Allowed.class);
        assertThat(verdict(ask(one), one)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aRequestWaitsAMomentForTheOneThatEnds() throws Exception {
        // Given
        limit(null, 1);
        one.step();
        assertThat(verdict(ask(one), one)).isInstanceOf(Verdict.Allowed.class);

        // When
        CompletableFuture<Verdict> second = ask(one);
        one.step();
        write(new AllowanceSettled("s", new RequestId("r1"), ACME, NOON, 5));

        // Then
        assertThat(verdict(second, one)).isInstanceOf(Verdict.Allowed.class);
        assertThat(verdict(ask(one), one)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void aBudgetOutlivesTheTopic() throws Exception {
        // Given
        tenants.apply(new TenantDefined("t", ACME, NOON, 1, null, null, null, null, 100L));
        tenants.publish();
        one.step();
        assertThat(verdict(ask(one), one)).isInstanceOf(Verdict.Allowed.class);
        write(new AllowanceSettled("s", new RequestId("r1"), ACME, NOON, 100));
        one.step();

        // When: it is written down, and much later another gateway starts
        now = NOON.plus(Duration.ofMinutes(1));
        one.step();
        now = NOON.plus(Duration.ofDays(9));
        topic.setTime(now);
        one.reset();

        // Then
        assertThat(Objects.requireNonNull(tenants.directory().spent().get(ACME)).tokens())
                .isEqualTo(100);
        assertThat(verdict(ask(other), other)).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void whatCannotBeToldIsNotLetIn() {
        // Given
        limit(5, null);
        KafkaQuotas cutOff =
                new KafkaQuotas(
                        topic::consumer,
                        new Sender() {
                            @Override
                            public CompletableFuture<Void> send(QuotaEvent event) {
                                return CompletableFuture.failedFuture(
                                        new IllegalStateException("no broker"));
                            }
                        },
                        new EventCodec(),
                        tenants,
                        (rejected, _) -> putAside.add(rejected.offset()),
                        () -> NOON,
                        Duration.ofMinutes(30),
                        Duration.ofSeconds(20),
                        () -> false);

        // Then
        assertThatThrownBy(() -> ask(cutOff).join()).hasMessageContaining("cannot be looked up");
    }

    @Test
    void aRecordThatNobodyCanReadIsPutAsideAndTheNextIsApplied() throws Exception {
        // Given
        limit(5, null);

        // When
        topic.write(0, ACME.value(), "not json".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(verdict(ask(one), one)).isInstanceOf(Verdict.Allowed.class);
        assertThat(putAside).containsExactly(0L);
    }
}
