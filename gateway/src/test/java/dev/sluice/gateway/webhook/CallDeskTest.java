package dev.sluice.gateway.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.SluiceException;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.event.WebhookEvent;
import dev.sluice.contracts.event.WebhookEvent.CallDue;
import dev.sluice.contracts.event.WebhookEvent.CallEnded;
import dev.sluice.contracts.event.WebhookEvent.CallFailed;
import dev.sluice.contracts.event.WebhookEvent.Outcome;
import dev.sluice.contracts.event.WebhookType;
import dev.sluice.gateway.config.WebhooksConfig;
import dev.sluice.gateway.metrics.GatewayMetrics;
import dev.sluice.gateway.outbound.Caller;
import dev.sluice.gateway.outbound.CallerReply;
import dev.sluice.gateway.outbound.CallerReply.Answered;
import dev.sluice.gateway.outbound.CallerReply.Unanswered;
import dev.sluice.gateway.rendering.TestSecrets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// One attempt from the ledger's task to the record of how it went.
final class CallDeskTest {
    private static final TenantId ACME = new TenantId("acme");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final TestSecrets SECRETS = new TestSecrets("one");
    private static final CallDue DUE =
            new CallDue(
                    "we_1/evt_1/due",
                    ACME,
                    NOON,
                    "we_1",
                    "evt_1",
                    WebhookType.RESPONSE_COMPLETED,
                    new ObjectId("resp_1"));

    private final WebhookBook book = new WebhookBook();
    private final SimLog log = new SimLog();
    private final List<Map<String, String>> sent = new CopyOnWriteArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private CallerReply reply = new Answered(200);
    private Instant now = NOON;
    private Runnable onCaughtUp = () -> {};

    private final class Endpoints implements Caller {
        @Override
        public CallerReply post(URI url, Map<String, String> headers, byte[] body) {
            assertThat(url).hasToString("https://example.com/hook");
            assertThat(new String(body, UTF_8))
                    .startsWith("{\"id\":\"evt_1\",\"object\":\"event\"");
            sent.add(headers);
            return reply;
        }
    }

    /// Keeps what is written; each kind of writing fails as often as it is told to.
    private static final class SimLog implements CallPorts.CallLog {
        private final List<WebhookEvent> written = new CopyOnWriteArrayList<>();
        private final List<String> putAside = new CopyOnWriteArrayList<>();
        private final AtomicInteger failures = new AtomicInteger();

        @Override
        public CompletionStage<Void> write(WebhookEvent event) {
            if (failures.getAndDecrement() > 0) {
                return CompletableFuture.failedStage(
                        new SluiceException(ErrorCode.MESH_UNAVAILABLE, "no brokers"));
            }
            written.add(event);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<Void> putAside(CallTask task, String reason) {
            // The end is not written before.
            assertThat(written).isEmpty();
            putAside.add(reason);
            return CompletableFuture.completedStage(null);
        }
    }

    private record Settings() implements WebhooksConfig {
        @Override
        public Optional<List<String>> allowedNetworks() {
            return Optional.empty();
        }

        @Override
        public int callsMax() {
            return 64;
        }

        @Override
        public int tenantCallsMax() {
            return 4;
        }

        @Override
        public int tenantWaitingMax() {
            return 1000;
        }

        @Override
        public Duration callTimeout() {
            return Duration.ofSeconds(15);
        }

        @Override
        public MemorySize answerBytesMax() {
            return new MemorySize(BigInteger.valueOf(1000));
        }

        @Override
        public Duration retryPause() {
            return Duration.ofSeconds(10);
        }

        @Override
        public Duration retryPauseMax() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration giveUpAfter() {
            return Duration.ofHours(2);
        }
    }

    private WebhookDefined endpoint(TestSecrets secrets) {
        return new WebhookDefined(
                "e",
                ACME,
                NOON,
                "we_1",
                new SensitiveText("https://example.com/hook"),
                List.of(WebhookType.RESPONSE_COMPLETED),
                WebhookSecret.sealed(SECRET, ACME, "we_1", secrets));
    }

    private WebhookEvent attempt(int before, boolean isTooMany) throws InterruptedException {
        CallDesk desk =
                new CallDesk(
                        new CallPorts(
                                book,
                                () -> {
                                    onCaughtUp.run();
                                    return CompletableFuture.completedStage(null);
                                },
                                SECRETS,
                                new Endpoints(),
                                log,
                                new GatewayMetrics(meters),
                                () -> now,
                                new Settings()));
        CountDownLatch done = new CountDownLatch(1);
        desk.thread(new CallTask(DUE, before, 0, 0, isTooMany), done::countDown).start();
        assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(log.written).hasSize(1);
        return log.written.getFirst();
    }

    private WebhookEvent attempt(int before) throws InterruptedException {
        return attempt(before, false);
    }

    private static CallEnded ended(Outcome outcome, @Nullable String reason) {
        return new CallEnded("we_1/evt_1/ended", ACME, NOON, "we_1", "evt_1", outcome, reason);
    }

    @Test
    void aCallIsSignedAndItsDeliveryWritten() throws Exception {
        // Given
        book.apply(endpoint(SECRETS));

        // When
        WebhookEvent outcome = attempt(0);

        // Then
        assertThat(outcome).isEqualTo(ended(Outcome.DELIVERED, null));
        assertThat(sent.getFirst())
                .containsEntry("content-type", "application/json")
                .containsEntry("webhook-id", "evt_1")
                .containsEntry("webhook-timestamp", "1769860800");
        String body =
                "{\"id\":\"evt_1\",\"object\":\"event\",\"created_at\":1769860800,"
                        + "\"type\":\"response.completed\",\"data\":{\"id\":\"resp_1\"}}";
        assertThat(sent.getFirst().get("webhook-signature"))
                .isEqualTo(WebhookSecret.of(SECRET).sign("evt_1", NOON, body.getBytes(UTF_8)));
        assertThat(meters.get("sluice.webhook.attempts").tag("outcome", "delivered").counter())
                .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));
        assertThat(log.putAside).isEmpty();
    }

    @Test
    void aFailureIsTriedAgainLaterEachTimeLater() throws Exception {
        // Given
        book.apply(endpoint(SECRETS));
        reply = new Answered(500);
        now = NOON.plusSeconds(60);

        // When
        CallFailed outcome = (CallFailed) attempt(2);

        // Then
        assertThat(outcome.attempts()).isEqualTo(3);
        assertThat(outcome.reason()).isEqualTo("status 500");
        assertThat(outcome.nextAt())
                .isBetween(now.plusSeconds(72), now.plusSeconds(108))
                .isEqualTo(
                        now.plus(
                                new Backoff(Duration.ofSeconds(10), Duration.ofHours(1))
                                        .after(3, "we_1/evt_1")));
    }

    @Test
    void aRedirectIsAFailure() throws Exception {
        book.apply(endpoint(SECRETS));
        reply = new Answered(302);
        assertThat(attempt(0)).isInstanceOf(CallFailed.class);
    }

    @Test
    void whatWouldBeTriedTooLateIsADeadLetter() throws Exception {
        // Given
        book.apply(endpoint(SECRETS));
        reply = new Unanswered("the connection failed");
        now = NOON.plus(Duration.ofHours(2));

        // When
        CallEnded outcome = (CallEnded) attempt(4);

        // Then
        assertThat(outcome.outcome()).isEqualTo(Outcome.ABANDONED);
        assertThat(outcome.reason()).isEqualTo("the connection failed, in attempt 5");
        assertThat(log.putAside).containsExactly("the connection failed, in attempt 5");
        assertThat(sent).hasSize(1);
    }

    @Test
    void anEndpointThatIsGoneIsNotAskedAgain() throws Exception {
        book.apply(endpoint(SECRETS));
        reply = new Answered(410);
        assertThat(attempt(0)).isEqualTo(ended(Outcome.ABANDONED, "status 410"));
        assertThat(log.putAside).containsExactly("status 410");
    }

    @Test
    void oneTooManyIsADeadLetterWithoutACall() throws Exception {
        book.apply(endpoint(SECRETS));
        assertThat(attempt(0, true))
                .isEqualTo(ended(Outcome.ABANDONED, "its tenant has more than 1000 calls waiting"));
        assertThat(sent).isEmpty();
        assertThat(log.putAside).hasSize(1);
    }

    @Test
    void anEndpointThatWasRemovedHearsNothing() throws Exception {
        assertThat(attempt(0))
                .isEqualTo(ended(Outcome.WITHDRAWN, "there is no such endpoint any more"));
        assertThat(sent).isEmpty();
        assertThat(log.putAside).isEmpty();
    }

    @Test
    void anEndpointThatAnotherGatewayJustDefinedHears() throws Exception {
        onCaughtUp = () -> book.apply(endpoint(SECRETS));
        assertThat(attempt(0)).isEqualTo(ended(Outcome.DELIVERED, null));
    }

    @Test
    void withoutTheSecretNothingIsSent() throws Exception {
        book.apply(endpoint(new TestSecrets("of another home")));
        assertThat(attempt(0)).isInstanceOf(CallFailed.class);
        assertThat(sent).isEmpty();
    }

    @Test
    void theRecordIsWrittenOnceThereAreBrokersAndTheCallIsNotMadeAgain() throws Exception {
        // Given
        book.apply(endpoint(SECRETS));
        log.failures.set(1);

        // When
        WebhookEvent outcome = attempt(0);

        // Then
        assertThat(outcome).isEqualTo(ended(Outcome.DELIVERED, null));
        assertThat(sent).hasSize(1);
    }
}
