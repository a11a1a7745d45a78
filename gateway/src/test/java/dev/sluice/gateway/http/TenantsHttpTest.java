package dev.sluice.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.MeshEvent.AdminActed;
import dev.sluice.contracts.event.TenantEvent.KeyDefined;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.runtime.access.AccessDirectory;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tenants and keys from the administrator's call to the door.
final class TenantsHttpTest {
    private static final String TENANTS = "/admin/v1/tenants";
    private static final String KEYS = "/admin/v1/keys";

    private final TestGateway gateway = new TestGateway();

    @AfterEach
    void stop() {
        gateway.close();
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.builder().build().readTree(response.body());
    }

    private JsonNode issue(String more) throws Exception {
        return json(
                gateway.administer(
                        "POST", KEYS, "{'tenant':'acme','scopes':['inference']" + more + "}"));
    }

    private int modelsWith(String key) {
        return gateway.send(
                        gateway.to("/v1/models")
                                .setHeader("Authorization", "Bearer " + key)
                                .build())
                .statusCode();
    }

    @Test
    void aTenantIsDefinedAndChanged() throws Exception {
        // When
        JsonNode defined =
                json(
                        gateway.administer(
                                "POST",
                                TENANTS,
                                "{'id':'acme','weight':3,'quotas':{'requests_per_minute':5,"
                                        + "'tokens_per_minute':100}}"));
        JsonNode changed =
                json(
                        gateway.administer(
                                "POST",
                                TENANTS,
                                "{'id':'acme','quotas':{'running_requests':2,"
                                        + "'tokens_per_minute':null}}"));

        // Then
        assertThat(defined.get("quotas").get("tokens_per_minute").asInt()).isEqualTo(100);
        assertThat(changed.get("weight").asInt()).isEqualTo(3);
        assertThat(changed.get("quotas").get("requests_per_minute").asInt()).isEqualTo(5);
        assertThat(changed.get("quotas").get("running_requests").asInt()).isEqualTo(2);
        assertThat(changed.get("quotas").get("tokens_per_minute").isNull()).isTrue();
        assertThat(json(gateway.administer("GET", TENANTS, "")).get("data"))
                .containsExactly(changed);
        var note = (AdminActed) gateway.mesh.notes.poll(30, TimeUnit.SECONDS);
        assertThat(note).isNotNull();
        assertThat(note.tenantId()).isEqualTo(new TenantId("acme"));
        assertThat(note.route()).isEqualTo("POST /admin/v1/tenants");
        assertThat(note.keyId()).isEqualTo("k4");
        assertThat(note.target()).isEqualTo("acme");
    }

    @Test
    void aTenantHasItsTopicsBeforeAnybodyHearsOfIt() throws Exception {
        // When
        json(gateway.administer("POST", TENANTS, "{'id':'acme'}"));
        HttpResponse<String> unfit = gateway.administer("POST", TENANTS, "{'id':'un.fit'}");

        // Then
        assertThat(gateway.adminLog.prepared).containsExactly(new TenantId("acme"));
        assertThat(unfit.statusCode()).isEqualTo(400);
        assertThat(unfit.body()).contains("id: its topics collide");
        assertThat(gateway.book.directory().tenant(SimAdminLog.UNFIT)).isEmpty();
    }

    @Test
    void aChangeStartsFromWhatAnotherGatewayWrote() throws Exception {
        // Given
        gateway.adminLog.stand(
                new TenantDefined(
                        "e", new TenantId("acme"), Instant.EPOCH, 7, null, null, null, 4, null));

        // When
        JsonNode changed = json(gateway.administer("POST", TENANTS, "{'id':'acme'}"));

        // Then
        assertThat(changed.get("weight").asInt()).isEqualTo(7);
        assertThat(changed.get("quotas").get("streams").asInt()).isEqualTo(4);
    }

    @Test
    void aKeyIsShownOnceAndKeptAsItsHash() throws Exception {
        // When
        JsonNode issued = issue("");
        String key = issued.get("key").asText();
        String id = issued.get("id").asText();

        // Then
        assertThat(key).matches("sk-sluice-[A-Za-z0-9_-]{43}");
        assertThat(modelsWith(key)).isEqualTo(200);
        HttpResponse<String> listed = gateway.administer("GET", KEYS, "");
        assertThat(listed.body()).contains(id).doesNotContain(key);
        assertThat(listed.body()).doesNotContain(AccessDirectory.hashOf(key));
        var stored = (KeyDefined) gateway.book.directory().key(id).orElseThrow();
        assertThat(stored.hash()).isEqualTo(AccessDirectory.hashOf(key));
        assertThat(issue("").get("key").asText()).isNotEqualTo(key);
        gateway.mesh.notes.forEach(note -> assertThat(note.toString()).doesNotContain(key));
    }

    @Test
    void aRevokedKeyOpensNothingAndStaysListed() throws Exception {
        // Given
        JsonNode issued = issue("");
        String path = KEYS + "/" + issued.get("id").asText();

        // When
        JsonNode revoked = json(gateway.administer("DELETE", path, ""));

        // Then
        assertThat(revoked.get("deleted").asBoolean()).isTrue();
        assertThat(modelsWith(issued.get("key").asText())).isEqualTo(401);
        assertThat(gateway.administer("GET", KEYS, "").body()).contains("\"status\":\"revoked\"");
        assertThat(gateway.administer("DELETE", path, "").statusCode()).isEqualTo(200);
        assertThat(gateway.administer("DELETE", KEYS + "/key_0", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aKeyExpires() throws Exception {
        // Given
        Instant end = gateway.clock.instant().plus(Duration.ofHours(1));
        String key = issue(",'expires_at':'" + end + "'").get("key").asText();
        assertThat(modelsWith(key)).isEqualTo(200);

        // When
        gateway.pass(Duration.ofHours(1));

        // Then
        assertThat(modelsWith(key)).isEqualTo(401);
    }

    @Test
    void aKeyIsBoundToAddresses() throws Exception {
        assertThat(modelsWith(issue(",'allowed_ips':['127.0.0.0/8']").get("key").asText()))
                .isEqualTo(200);
        assertThat(modelsWith(issue(",'allowed_ips':['10.0.0.0/8','::/0']").get("key").asText()))
                .isEqualTo(403);
    }

    @Test
    void aRotatedKeyEndsAtOnceOrAfterAnOverlap() throws Exception {
        // Given
        JsonNode first = issue(",'allowed_ips':['127.0.0.1']");
        String firstKey = first.get("key").asText();

        // When
        JsonNode second =
                json(
                        gateway.administer(
                                "POST",
                                KEYS + "/" + first.get("id").asText() + "/rotate",
                                "{'overlap_seconds':60}"));

        // Then
        String secondKey = second.get("key").asText();
        assertThat(second.get("allowed_ips").get(0).asText()).isEqualTo("127.0.0.1");
        assertThat(modelsWith(firstKey)).isEqualTo(200);
        assertThat(modelsWith(secondKey)).isEqualTo(200);
        gateway.pass(Duration.ofSeconds(61));
        assertThat(modelsWith(firstKey)).isEqualTo(401);
        assertThat(modelsWith(secondKey)).isEqualTo(200);

        // When
        json(gateway.administer("POST", KEYS + "/" + second.get("id").asText() + "/rotate", "{}"));

        // Then
        assertThat(modelsWith(secondKey)).isEqualTo(401);
    }

    @Test
    void anAdministratorActsForATenant() throws Exception {
        // Given
        gateway.mesh.answer("hello");
        var request =
                gateway.to(TestGateway.CHAT)
                        .setHeader("Authorization", "Bearer sk-administrator")
                        .header("X-Sluice-Tenant", "acme")
                        .POST(HttpRequest.BodyPublishers.ofString(TestGateway.chat("")));

        // When
        HttpResponse<String> answer = gateway.send(request.build());

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(
                        Objects.requireNonNull(gateway.mesh.requests.poll(30, TimeUnit.SECONDS))
                                .tenantId())
                .isEqualTo(new TenantId("acme"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/admin/v1/tenants | {} | id",
                "/admin/v1/tenants | {'id':'a b'} | id",
                "/admin/v1/tenants | {'id':'a/b'} | id",
                "/admin/v1/tenants | {'id':'a','weight':0} | weight",
                "/admin/v1/tenants | {'id':'a','quotas':7} | quotas",
                "/admin/v1/tenants | {'id':'a','quotas':{'requests_per_minute':-1}} |"
                        + " quotas.requests_per_minute",
                "/admin/v1/tenants | {'id':'a','quotas':{'requests':1}} | quotas.requests",
                "/admin/v1/tenants | {'id':'a','qoutas':{}} | qoutas",
                "/admin/v1/keys | {'scopes':['audit']} | tenant",
                "/admin/v1/keys | {'tenant':'a'} | scopes",
                "/admin/v1/keys | {'tenant':'a','scopes':[]} | scopes",
                "/admin/v1/keys | {'tenant':'a','scopes':['root']} | scopes[0]",
                "/admin/v1/keys | {'tenant':'a','scopes':['audit'],'allowed_ips':['x']} |"
                        + " allowed_ips[0]",
                "/admin/v1/keys | {'tenant':'a','scopes':['audit'],'expires_at':'soon'} |"
                        + " expires_at",
                "/admin/v1/keys | {'tenant':'a','scopes':['audit'],"
                        + "'expires_at':'2020-01-01T00:00:00Z'} | expires_at",
                "/admin/v1/keys/key_0/rotate | {'overlap_seconds':-1} | overlap_seconds",
            })
    void badFieldsAreNamed(String path, String body, String param) throws Exception {
        // When
        HttpResponse<String> response = gateway.administer("POST", path, body);

        // Then
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = JsonMapper.builder().build().readTree(response.body()).get("error");
        assertThat(error.get("param").asText()).isEqualTo(param);
    }

    @Test
    void withoutBrokersNothingIsChanged() {
        // Given
        gateway.adminLog.goDown();

        // Then
        assertThat(gateway.administer("POST", TENANTS, "{'id':'acme'}").statusCode())
                .isEqualTo(503);
        assertThat(
                        gateway.administer("POST", KEYS, "{'tenant':'acme','scopes':['inference']}")
                                .statusCode())
                .isEqualTo(503);
        assertThat(gateway.book.directory().tenants()).isEmpty();
    }
}
