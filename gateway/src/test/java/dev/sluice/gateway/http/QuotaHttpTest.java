package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.MeshEvent.RequestRefused;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client sees of its tenant's limits.
final class QuotaHttpTest {
    private static final TenantId OTHER = new TenantId("other");

    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void start() {
        gateway.mesh.answer("hello");
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private void limit(
            @Nullable Integer requests,
            @Nullable Integer tokens,
            @Nullable Integer running,
            @Nullable Long budget) {
        gateway.define(
                new TenantDefined(
                        "t", OTHER, Instant.EPOCH, 1, requests, tokens, running, null, budget));
    }

    private HttpResponse<String> ask(String key, String more) {
        return gateway.send(
                gateway.to(TestGateway.CHAT)
                        .setHeader("Authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(TestGateway.chat(more)))
                        .build());
    }

    private HttpResponse<String> ask(String more) {
        return ask(TestGateway.OTHER_TENANTS_KEY, more);
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("absent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",'stream':true"})
    void requestsPerMinute(String stream) throws Exception {
        // Given
        limit(2, null, null, null);

        // When
        HttpResponse<String> first = ask(stream);
        HttpResponse<String> second = ask(stream);
        gateway.mesh.notes.clear();
        gateway.mesh.requests.clear();
        HttpResponse<String> third = ask(stream);

        // Then
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "x-ratelimit-limit-requests")).isEqualTo("2");
        assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("1");
        assertThat(header(first, "x-ratelimit-reset-requests")).matches("1m[01](\\.\\d+)?s");
        assertThat(header(first, "x-ratelimit-limit-tokens")).isEqualTo("absent");
        assertThat(header(second, "x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.body()).contains("\"code\":\"rate_limit_exceeded\"", "rate_limit_error");
        assertThat(Integer.parseInt(header(third, "Retry-After"))).isBetween(50, 61);
        assertThat(header(third, "x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(gateway.mesh.requests).isEmpty();
        var note = (RequestRefused) gateway.mesh.notes.poll(30, TimeUnit.SECONDS);
        assertThat(note).isNotNull();
        assertThat(note.code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
        assertThat(note.tenantId()).isEqualTo(OTHER);

        // When
        gateway.pass(Duration.ofSeconds(61));

        // Then
        assertThat(ask(stream).statusCode()).isEqualTo(200);
    }

    @Test
    void tokensPerMinuteCountAnswersToo() {
        // Given
        limit(null, 100, null, null);

        // When
        HttpResponse<String> first = ask(",'max_tokens':60");
        HttpResponse<String> second = ask(",'max_tokens':60");

        // Then
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "x-ratelimit-limit-tokens")).isEqualTo("100");
        assertThat(header(first, "x-ratelimit-remaining-tokens")).isEqualTo("35");
        assertThat(second.statusCode()).isEqualTo(429);

        // When
        gateway.quotas.settle(OTHER, idOf(first), 10);

        // Then
        assertThat(ask(",'max_tokens':60").statusCode()).isEqualTo(200);
    }

    private static RequestId idOf(HttpResponse<?> response) {
        return new RequestId(header(response, "X-Request-Id"));
    }

    @Test
    void anEmptyBudgetIsAnotherCodeAndNotWorthAnotherTry() {
        // Given
        limit(null, null, null, 50L);
        HttpResponse<String> first = ask(",'max_tokens':100");
        gateway.quotas.settle(OTHER, idOf(first), 50);

        // When
        HttpResponse<String> second = ask("");

        // Then
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.body()).contains("\"code\":\"insufficient_quota\"");
    }

    @Test
    void aRequestThatTheBrokersDoNotTakeIsGivenBack() throws Exception {
        // Given
        limit(1, null, null, null);
        gateway.mesh.goDown();
        assertThat(ask("").statusCode()).isEqualTo(503);

        // Then: its place is free
        assertThat(ask("").statusCode()).isEqualTo(503);
    }

    @Test
    void otherTenantsAndTheAdministratorAreNotHeldToIt() {
        // Given
        limit(0, null, null, null);

        // Then
        assertThat(ask("").statusCode()).isEqualTo(429);
        assertThat(ask(TestGateway.KEY, "").statusCode()).isEqualTo(200);
        assertThat(ask("sk-administrator", "").statusCode()).isEqualTo(200);
    }

    @Test
    void anAdministratorWhoActsForATenantIsHeldToItsLimits() {
        // Given
        limit(0, null, null, null);
        var request =
                gateway.to(TestGateway.CHAT)
                        .setHeader("Authorization", "Bearer sk-administrator")
                        .header("X-Sluice-Tenant", "other")
                        .POST(HttpRequest.BodyPublishers.ofString(TestGateway.chat("")));

        // Then
        assertThat(gateway.send(request.build()).statusCode()).isEqualTo(429);
    }

    @Test
    void aRefusedRequestHoldsNoPartition() throws Exception {
        // Given
        limit(0, null, null, null);

        // When
        ask("");

        // Then
        assertThat(gateway.openStreams.count()).isZero();
        assertThat(gateway.mesh.cancels).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0ms",
        "17, 17ms",
        "999, 999ms",
        "1000, 1s",
        "8640, 8.64s",
        "60000, 1m0s",
        "60600, 1m0.6s"
    })
    void timesReadAsOpenAiWritesThem(long millis, String shown) {
        assertThat(RateLimitHeaders.shown(Duration.ofMillis(millis))).isEqualTo(shown);
    }
}
