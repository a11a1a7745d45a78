package dev.sluice.gateway.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.MeshEvent.AdminActed;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.event.WebhookType;
import dev.sluice.contracts.json.EventCodec;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Endpoints from the administrator's call to the book that calls go by.
final class WebhooksHttpTest {
    private static final String WEBHOOKS = "/admin/v1/webhooks";
    private static final String FORM =
            "{'tenant':'acme','url':'https://hooks.example.com/x?y=z',"
                    + "'events':['response.completed','batch.failed']}";

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.builder().build().readTree(response.body());
    }

    @Test
    void aSecretIsShownOnceAndKeptSealed() throws Exception {
        // When
        JsonNode issued = json(gateway.administer("POST", WEBHOOKS, FORM));

        // Then
        String secret = issued.get("secret").asText();
        String id = issued.get("id").asText();
        assertThat(secret).matches("whsec_[A-Za-z0-9+/]{43}=");
        assertThat(issued.get("object").asText()).isEqualTo("webhook_endpoint");
        HttpResponse<String> listed = gateway.administer("GET", WEBHOOKS, "");
        assertThat(listed.body())
                .contains(id, "https://hooks.example.com/x?y=z")
                .contains("\"events\":[\"response.completed\",\"batch.failed\"]")
                .doesNotContain("secret", secret);
        WebhookDefined kept = gateway.webhooks.find(id).orElseThrow();
        assertThat(new String(new EventCodec().encode(kept), UTF_8))
                .doesNotContain(secret, secret.substring(6));
        assertThat(
                        TestGateway.SECRETS
                                .sealing(new TenantId("acme"))
                                .open(id + "/webhook-secret", kept.secret()))
                .hasValue(secret);
        var note = (AdminActed) gateway.mesh.notes.poll(30, TimeUnit.SECONDS);
        assertThat(note).isNotNull();
        assertThat(note.tenantId()).isEqualTo(new TenantId("acme"));
        assertThat(note.route()).isEqualTo("POST /admin/v1/webhooks");
        assertThat(note.target()).isEqualTo(id);
        assertThat(kept.toString()).doesNotContain("hooks.example.com");
    }

    @Test
    void aRemovedEndpointIsGone() throws Exception {
        // Given
        String id = json(gateway.administer("POST", WEBHOOKS, FORM)).get("id").asText();

        // When
        JsonNode removed = json(gateway.administer("DELETE", WEBHOOKS + "/" + id, ""));

        // Then
        assertThat(removed.get("deleted").asBoolean()).isTrue();
        assertThat(gateway.webhooks.all()).isEmpty();
        assertThat(json(gateway.administer("GET", WEBHOOKS, "")).get("data")).isEmpty();
        assertThat(gateway.administer("DELETE", WEBHOOKS + "/" + id, "").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aTenantHasSoManyEndpointsAndNoMore() throws Exception {
        // Given
        for (int i = 0; i < 15; i++) {
            json(gateway.administer("POST", WEBHOOKS, FORM));
        }
        gateway.adminLog.stand(
                new WebhookDefined(
                        "e",
                        new TenantId("acme"),
                        Instant.EPOCH,
                        "we_elsewhere",
                        new SensitiveText("https://example.com"),
                        List.of(WebhookType.BATCH_FAILED),
                        "sealed"));

        // When
        HttpResponse<String> refused = gateway.administer("POST", WEBHOOKS, FORM);

        // Then
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("there are 16 webhooks of acme");
        assertThat(gateway.administer("POST", WEBHOOKS, FORM.replace("acme", "other")).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'tenant' | 'tenent' | tenant",
                "'acme' | 'a b' | tenant",
                "https://hooks.example.com/x?y=z | ftp://example.com | url",
                "https://hooks.example.com/x?y=z | hooks.example.com | url",
                "https://hooks.example.com/x?y=z | https:///x | url",
                "https://hooks.example.com/x?y=z | https://u:p@example.com | url",
                "https://hooks.example.com/x?y=z | https://example.com/#x | url",
                "https://hooks.example.com/x?y=z | https://example.com:0/ | url",
                "https://hooks.example.com/x?y=z | https://example.com:65536/ | url",
                "https://hooks.example.com/x?y=z | https://exa mple.com/ | url",
                "https://hooks.example.com/x?y=z | https://10.0.0.1/ | url",
                "https://hooks.example.com/x?y=z | https://[::1]/ | url",
                "https://hooks.example.com/x?y=z | https://[::ffff:10.0.0.1]/ | url",
                "https://hooks.example.com/x?y=z | http://169.254.169.254/latest | url",
                "'batch.failed' | 'batch.begun' | events[1]",
                "'batch.failed' | 7 | events[1]",
                "['response.completed','batch.failed'] | [] | events",
                "'events' | 'event' | events",
                "'tenant' | 'secret':'whsec_x','tenant' | secret",
            })
    void badFieldsAreNamed(String part, String instead, String param) throws Exception {
        // Given
        String form = FORM.replace(part, instead);

        // When
        HttpResponse<String> response = gateway.administer("POST", WEBHOOKS, form);

        // Then
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        JsonNode error = JsonMapper.builder().build().readTree(response.body()).get("error");
        assertThat(error.get("param").asText()).isEqualTo(param);
        assertThat(gateway.webhooks.all()).isEmpty();
    }

    @Test
    void whatTheOperatorAllowsIsTaken() throws Exception {
        json(
                gateway.administer(
                        "POST",
                        WEBHOOKS,
                        FORM.replace("https://hooks.example.com", "http://127.0.0.1:9")));
    }

    @Test
    void withoutBrokersNothingIsChanged() throws Exception {
        // Given
        String id = json(gateway.administer("POST", WEBHOOKS, FORM)).get("id").asText();
        gateway.adminLog.goDown();

        // Then
        assertThat(gateway.administer("POST", WEBHOOKS, FORM).statusCode()).isEqualTo(503);
        assertThat(gateway.administer("DELETE", WEBHOOKS + "/" + id, "").statusCode())
                .isEqualTo(503);
        assertThat(gateway.webhooks.all()).hasSize(1);
    }
}
