package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.Reply;
import dev.sluice.it.client.Together;
import dev.sluice.it.client.TokenIssuer;
import dev.sluice.it.mesh.OnTwoGateways;
import dev.sluice.it.mesh.TwoGateways;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tenants, keys and limits over two gateways, each a process.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@OnTwoGateways
class TenancyIT {
    private static final String MODEL = TwoGateways.STABLE;
    private static final Duration IN_EFFECT_MAX = Duration.ofSeconds(2);

    private final Gateway one;
    private final Gateway other;
    private final TokenIssuer issuer;

    TenancyIT(TwoGateways mesh) {
        issuer = mesh.issuer();
        one = mesh.one();
        other = mesh.other();
    }

    private String tenant(String id, String quotas) {
        assertOk(
                one.post("/admin/v1/tenants", "{\"id\":\"" + id + "\",\"quotas\":" + quotas + "}"));
        Reply issued =
                other.post(
                        "/admin/v1/keys", "{\"tenant\":\"" + id + "\",\"scopes\":[\"inference\"]}");
        assertOk(issued);
        String key = issued.json().get("key").asText();
        await().atMost(IN_EFFECT_MAX)
                .until(() -> one.withKey(key).get("/v1/models").status() == 200);
        return key;
    }

    private static void assertOk(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    private static Chat chat() {
        return Chat.of(MODEL, "hi").with("max_tokens", "4");
    }

    @Test
    void aKeyWorksEverywhereUntilItIsRevokedEverywhere() {
        // Given
        Reply issued =
                one.post("/admin/v1/keys", "{\"tenant\":\"keys\",\"scopes\":[\"inference\"]}");
        String key = issued.json().get("key").asText();
        assertOk(one.withKey(key).chat(chat()));
        await().atMost(IN_EFFECT_MAX).until(() -> other.withKey(key).chat(chat()).status() == 200);

        // When
        assertOk(one.delete("/admin/v1/keys/" + issued.json().get("id").asText()));

        // Then
        assertThat(one.withKey(key).chat(chat()).status()).isEqualTo(401);
        await().atMost(IN_EFFECT_MAX).until(() -> other.withKey(key).chat(chat()).status() == 401);
    }

    @Test
    void aTokenOfTheIssuerOpensWhatItsScopesSayForATenantThatIsDefined() {
        // Given
        String token = issuer.token("federated", "openid inference admin", 600);
        assertThat(one.withKey(token).chat(chat()).status()).isEqualTo(401);

        // When
        tenant("federated", "{\"running_requests\":5}");

        // Then
        assertOk(one.withKey(token).chat(chat()));
        assertOk(other.withKey(token).chat(chat()));
        assertThat(one.withKey(token).get("/admin/v1/tenants").status()).isEqualTo(403);
        assertThat(one.withKey(token).get("/metrics").status()).isEqualTo(200);
        String forged = new TokenIssuer().token("federated", "inference", 600);
        String expired = issuer.token("federated", "inference", -60);
        assertThat(one.withKey(forged).chat(chat()).status()).isEqualTo(401);
        assertThat(one.withKey(expired).chat(chat()).status()).isEqualTo(401);
    }

    @Test
    void requestsPerMinuteHoldOverBothGateways() {
        // Given
        String key = tenant("per-minute", "{\"requests_per_minute\":7}");

        // When: all at once, half of them at each
        List<Callable<Reply>> calls = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            calls.add(() -> one.withKey(key).chat(chat()));
            calls.add(() -> other.withKey(key).chat(chat()));
        }
        List<Reply> replies = Together.run(calls);

        // Then
        assertThat(replies).filteredOn(reply -> reply.status() == 200).hasSize(7);
        assertThat(replies)
                .filteredOn(reply -> reply.status() == 429)
                .hasSize(13)
                .allSatisfy(
                        reply -> assertThat(reply.error("code")).isEqualTo("rate_limit_exceeded"));
    }

    @Test
    void oneRequestAfterTheOtherIsOneAtOnce() {
        // Given
        String key = tenant("one-at-once", "{\"running_requests\":1}");

        // Then: in turn, without a pause
        for (int i = 0; i < 6; i++) {
            Gateway gateway = i % 2 == 0 ? one : other;
            assertOk(gateway.withKey(key).chat(chat()));
        }
    }

    @Test
    void tokensAreThoseThatWereTaken() {
        // Given
        String key = tenant("tokens", "{\"token_budget\":60}");

        // When
        int answeredCount = 0;
        Reply last = one.withKey(key).chat(chat());
        while (last.status() == 200 && answeredCount < 20) {
            answeredCount++;
            last = other.withKey(key).chat(chat());
        }

        // Then
        assertThat(last.status()).isEqualTo(429);
        assertThat(last.error("code")).isEqualTo("insufficient_quota");
        assertThat(answeredCount).isPositive();
        assertThat(one.withKey(key).chat(chat()).error("code")).isEqualTo("insufficient_quota");
    }

    @Test
    void aStreamOfAnotherTenantIsNone() {
        // Given
        String owner = tenant("owner", "{}");
        String stranger = tenant("stranger", "{}");
        String id = one.withKey(owner).chat(chat()).json().get("id").asText();

        // When
        Reply foreign = other.withKey(stranger).get("/v1/streams/" + id);
        Reply unknown = other.withKey(stranger).get("/v1/streams/chatcmpl-nothing");

        // Then
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign.body()).isEqualTo(unknown.body());
        assertThat(other.withKey(owner).get("/v1/streams/" + id).status()).isEqualTo(200);
    }
}
