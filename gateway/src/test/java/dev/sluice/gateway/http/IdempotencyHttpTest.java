package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.TenantId;
import dev.sluice.gateway.store.KeyClaims;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IdempotencyHttpTest {
    private static final String CHAT =
            "{'model':'smollm2','messages':[{'role':'user','content':'hi'}]%s}";

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> post(String path, String body, String idempotencyKey) {
        return gateway.send(
                gateway.to(path)
                        .header("Idempotency-Key", idempotencyKey)
                        .POST(HttpRequest.BodyPublishers.ofString(TestGateway.json(body)))
                        .build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/v1/chat/completions |"
                        + " {'model':'smollm2','messages':[{'role':'user','content':'hi'}]}",
                "/v1/chat/completions |"
                    + " {'model':'smollm2','stream':true,'messages':[{'role':'user','content':'hi'}]}",
                "/v1/completions | {'model':'smollm2','prompt':'hi'}",
                "/v1/responses | {'model':'smollm2','input':'hi'}",
                "/v1/responses | {'model':'smollm2','input':'hi','stream':true}",
                "/v1/responses | {'model':'smollm2','input':'hi','background':true}",
                "/generate | {'model':'smollm2','prompt':'hi'}"
            })
    void aRetryGetsTheSameAnswerAndRunsNothing(String path, String body) {
        // Given
        gateway.mesh.answer("a", "b");
        HttpResponse<String> first = post(path, body, "k-1");

        // When
        HttpResponse<String> second = post(path, body, "k-1");

        // Then
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("X-Request-Id"))
                .isEqualTo(first.headers().firstValue("X-Request-Id"));
        assertThat(gateway.mesh.requests).hasSize(1);
    }

    @Test
    void anotherBodyOrRouteUnderTheSameKeyIsRefused() {
        // Given
        gateway.mesh.answer("a");
        post(TestGateway.CHAT, CHAT.formatted(""), "k-1");

        // Then
        for (HttpResponse<String> refused :
                List.of(
                        post(TestGateway.CHAT, CHAT.formatted(",'seed':1"), "k-1"),
                        post("/v1/responses", "{'model':'smollm2','input':'hi'}", "k-1"))) {
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("\"idempotency_conflict\"", "\"Idempotency-Key\"");
        }
        assertThat(gateway.mesh.requests).hasSize(1);
    }

    @Test
    void keysOfTenantsAreApart() {
        // Given
        gateway.mesh.answer("a");
        post(TestGateway.CHAT, CHAT.formatted(""), "k-1");

        // When
        HttpResponse<String> other =
                gateway.send(
                        gateway.to(TestGateway.CHAT)
                                .setHeader(
                                        "Authorization", "Bearer " + TestGateway.OTHER_TENANTS_KEY)
                                .header("Idempotency-Key", "k-1")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                TestGateway.json(CHAT.formatted(",'seed':1"))))
                                .build());

        // Then
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(gateway.mesh.requests).hasSize(2);
    }

    @Test
    void aKeyWhoseFirstGatewayDiedBeforePublishingIsServedUnderItsId() throws Exception {
        // Given
        gateway.mesh.answer("a");
        String body = TestGateway.json(CHAT.formatted(""));
        var id = RequestId.create("chatcmpl", Instant.now(), 0, 42);
        var dead =
                new KeyClaims(
                        gateway.store, gateway.mesh, TestGateway.SECRETS, InstantSource.system());
        dead.claim(
                        TenantId.DEFAULT,
                        "k-1",
                        "POST " + TestGateway.CHAT,
                        body.getBytes(StandardCharsets.UTF_8),
                        new ObjectId(id.value()))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        // When
        HttpResponse<String> retried = post(TestGateway.CHAT, body, "k-1");

        // Then
        assertThat(retried.statusCode()).isEqualTo(200);
        assertThat(retried.headers().firstValue("X-Request-Id")).hasValue(id.value());
        assertThat(gateway.mesh.requests).hasSize(1);
    }

    @Test
    void aRefusedCallDoesNotUseUpItsKey() {
        // Given
        gateway.mesh.answer("a");
        HttpResponse<String> refused =
                post(TestGateway.CHAT, CHAT.formatted(",'temperature':9"), "k-1");

        // When
        HttpResponse<String> mended = post(TestGateway.CHAT, CHAT.formatted(""), "k-1");

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(mended.statusCode()).isEqualTo(200);
    }

    @Test
    void neitherKeyNorBodyIsInTheRecord() {
        // Given
        gateway.mesh.answer("a");

        // When
        post(TestGateway.CHAT, CHAT.formatted(",'user':'alice'"), "secret-key");

        // Then
        assertThat(gateway.mesh.kept).hasSize(1);
        assertThat(gateway.mesh.kept.peek().toString()).doesNotContain("secret-key", "alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "TOO_LONG"})
    void refusesABadKey(String key) {
        // When
        String sent = key.equals("TOO_LONG") ? "k".repeat(256) : key;
        HttpResponse<String> refused = post(TestGateway.CHAT, CHAT.formatted(""), sent);

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("\"param\":\"Idempotency-Key\"");
    }
}
