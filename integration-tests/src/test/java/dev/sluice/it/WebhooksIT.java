package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.Headers;
import com.openai.models.webhooks.UnwrapWebhookEvent;
import com.openai.models.webhooks.WebhookVerificationParams;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.HookReceiver;
import dev.sluice.it.client.HookReceiver.Call;
import dev.sluice.it.client.Json;
import dev.sluice.it.client.Reply;
import dev.sluice.it.kafka.Seen;
import dev.sluice.it.mesh.OnTwoGateways;
import dev.sluice.it.mesh.ProcessMesh;
import dev.sluice.it.mesh.TwoGateways;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Endpoints that are called when something ends, over two gateways, each a process. What they get
/// is read by the unmodified `openai-java` client.
@Timeout(value = 8, unit = TimeUnit.MINUTES)
@OnTwoGateways
class WebhooksIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ProcessMesh mesh;
    private final Gateway admin;

    WebhooksIT(TwoGateways shared) {
        mesh = shared.processes();
        admin = shared.one();
    }

    private static JsonNode json(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.json();
    }

    private JsonNode endpoint(String tenant, String url, String events) {
        return json(
                admin.post(
                        "/admin/v1/webhooks",
                        """
                        {"tenant":"%s","url":"%s","events":[%s]}\
                        """
                                .formatted(tenant, url, events)));
    }

    private String keyOf(String tenant) {
        return json(admin.post(
                        "/admin/v1/keys",
                        "{\"tenant\":\"" + tenant + "\",\"scopes\":[\"inference\",\"batch\"]}"))
                .at("/key")
                .asText();
    }

    private String respond(Gateway as) {
        return json(as.post(
                        "/v1/responses",
                        """
                        {"model":"stable","input":"hi","background":true,\
                        "max_output_tokens":4}\
                        """))
                .at("/id")
                .asText();
    }

    private static UnwrapWebhookEvent read(Call call, String secret) {
        OpenAIClient client = OpenAIOkHttpClient.builder().apiKey("none").build();
        try {
            Headers.Builder headers = Headers.builder();
            call.headers().forEach((name, values) -> headers.put(name, values));
            return client.webhooks()
                    .unwrap(
                            WebhookVerificationParams.builder()
                                    .payload(call.body())
                                    .headers(headers.build())
                                    .secret(secret)
                                    .build());
        } finally {
            client.close();
        }
    }

    private List<Seen> records(String webhookId, String type) {
        return mesh.kafka().about(Topic.WEBHOOKS, webhookId).stream()
                .filter(seen -> seen.type().equals(type))
                .toList();
    }

    @Test
    void aCallGoesOnUntilItIsTakenThoughBothGatewaysAreKilled() {
        // Given
        AtomicBoolean isWell = new AtomicBoolean();
        try (var receiver = new HookReceiver(_ -> isWell.get() ? 204 : 503)) {
            JsonNode issued = endpoint("hooked", receiver.url(), "\"response.completed\"");
            String secret = issued.at("/secret").asText();
            Gateway tenant = admin.withKey(keyOf("hooked"));

            // When
            String responseId = respond(tenant);
            awaitCalls(receiver, 2);
            for (String gateway : TwoGateways.GATEWAYS) {
                mesh.kill(gateway);
                int before = receiver.calls().size();
                awaitCalls(receiver, before + 1);
                mesh.startAgain(gateway);
                mesh.awaitModel(gateway, TwoGateways.STABLE);
            }
            isWell.set(true);
            String webhookId = issued.at("/id").asText();
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> records(webhookId, "CallEnded").size() == 1);

            // Then
            List<Call> calls = receiver.calls();
            assertThat(calls)
                    .extracting(call -> call.header("webhook-id"))
                    .containsOnly(calls.getFirst().header("webhook-id"));
            assertThat(calls).extracting(Call::body).containsOnly(calls.getFirst().body());
            assertThat(calls)
                    .extracting(Call::status)
                    .filteredOn(status -> status == 204)
                    .hasSize(1);
            UnwrapWebhookEvent event = read(calls.getLast(), secret);
            assertThat(event.asResponseIncomplete().data().id()).isEqualTo(responseId);
            assertThat(event.asResponseIncomplete().id())
                    .isEqualTo(calls.getFirst().header("webhook-id"));
            assertThat(json(tenant.get("/v1/responses/" + responseId)).at("/status").asText())
                    .isEqualTo("incomplete");
            assertThat(records(webhookId, "CallDue")).hasSize(1);
            assertThat(records(webhookId, "CallFailed")).hasSizeGreaterThanOrEqualTo(2);
            mesh.kafka()
                    .read(Topic.TENANTS)
                    .forEach(seen -> assertThat(seen.value()).doesNotContain(secret.substring(6)));
        }
    }

    private static void awaitCalls(HookReceiver receiver, int count) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> receiver.calls().size() >= count);
    }

    @Test
    void aBatchEndsAndADeadEndpointOfAnotherTenantHoldsUpNobody() {
        // Given
        try (var dead = new HookReceiver(_ -> 500);
                var gone = new HookReceiver(_ -> 410);
                var receiver = new HookReceiver(_ -> 200)) {
            String deadId =
                    endpoint("unlucky", dead.url(), "\"response.completed\"").at("/id").asText();
            String goneId =
                    endpoint("unlucky", gone.url(), "\"response.completed\"").at("/id").asText();
            JsonNode issued = endpoint("lucky", receiver.url(), "\"batch.completed\"");
            Gateway unlucky = admin.withKey(keyOf("unlucky"));
            Gateway lucky = admin.withKey(keyOf("lucky"));
            for (int i = 0; i < 20; i++) {
                respond(unlucky);
            }

            // When
            String fileId =
                    json(lucky.upload(
                                    "b.jsonl",
                                    """
                                    {"custom_id":"a","method":"POST","url":"/v1/chat/completions",\
                                    "body":{"model":"stable","max_tokens":2,\
                                    "messages":[{"role":"user","content":"hi"}]}}
                                    """))
                            .at("/id")
                            .asText();
            String batchId =
                    json(lucky.post(
                                    "/v1/batches",
                                    """
                                    {"input_file_id":"%s","completion_window":"24h",\
                                    "endpoint":"/v1/chat/completions"}\
                                    """
                                            .formatted(fileId)))
                            .at("/id")
                            .asText();
            awaitCalls(receiver, 1);
            awaitCalls(gone, 20);
            await().atMost(PATIENCE).until(() -> records(goneId, "CallEnded").size() == 20);

            // Then
            UnwrapWebhookEvent event =
                    read(receiver.calls().getFirst(), issued.at("/secret").asText());
            assertThat(event.asBatchCompleted().data().id()).isEqualTo(batchId);
            assertThat(dead.calls()).isNotEmpty();
            assertThat(mesh.kafka().read(Topic.DEAD_LETTERS))
                    .filteredOn(seen -> seen.value().contains(goneId))
                    .hasSize(20)
                    .allSatisfy(seen ->
                            assertThat(Json.read(seen.value()).at("/type").asText())
                                    .isEqualTo("CallDue"));

            // When
            json(admin.delete("/admin/v1/webhooks/" + deadId));

            // Then
            await().atMost(PATIENCE).until(() -> records(deadId, "CallEnded").size() == 20);
            assertThat(records(deadId, "CallEnded"))
                    .allSatisfy(seen ->
                            assertThat(seen.json().at("/outcome").asText()).isEqualTo("WITHDRAWN"));
        }
    }
}
