package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.client.Chat;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.Reply;
import dev.sluice.it.client.SseReading;
import dev.sluice.it.client.Together;
import dev.sluice.it.mesh.OnTwoGateways;
import dev.sluice.it.mesh.TwoGateways;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One alias over two pools, each a worker's, seen through two gateways.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
@OnTwoGateways
class RoutesIT {
    private static final Duration IN_EFFECT_MAX = Duration.ofSeconds(2);

    private final Gateway one;
    private final Gateway other;

    RoutesIT(TwoGateways mesh) {
        one = mesh.one();
        other = mesh.other();
    }

    @Test
    void aShareOfTheRequestsGoesToTheCanaryAndAConversationStays() {
        // Given
        set("shared", 70, 30);

        // When
        List<Reply> replies = askAtBoth("shared", 100);

        // Then: 30 of 100 on average; fewer than 10 or more than 50 has a probability below 10^-4
        assertThat(replies).extracting(Reply::status).containsOnly(200);
        long canaries =
                replies.stream().filter(reply -> pool(reply).equals(TwoGateways.CANARY)).count();
        assertThat(canaries).isBetween(10L, 50L);
        assertThat(List.of(one, other, one, other))
                .extracting(gateway -> pool(gateway.chat(inConversation("shared"))))
                .containsOnly(pool(one.chat(inConversation("shared"))));
    }

    @Test
    void aSwitchAndItsRollbackLoseNoRequest() {
        // Given
        set("switched", 100, 0);
        List<SseReading> running = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            running.add(one.stream(Chat.of("switched", "number " + i).maxTokens(200)));
        }

        // When
        set("switched", 0, 100);

        // Then
        assertThat(askAtBoth("switched", 10))
                .extracting(RoutesIT::pool)
                .containsOnly(TwoGateways.CANARY);
        assertThat(running)
                .allSatisfy(stream -> {
                    try (stream) {
                        assertThat(stream.toEnd().events().getLast().isDone()).isTrue();
                        assertThat(stream.events().getFirst().json().path("model").asText())
                                .isEqualTo(TwoGateways.STABLE);
                    }
                });
        assertThat(other.post("/admin/v1/routes/switched/rollback", "").status()).isEqualTo(200);
        awaitAtBoth("switched", TwoGateways.STABLE);
    }

    @Test
    void aRemovedAliasIsUnknownEverywhere() {
        // Given
        set("removed", 100, 0);

        // When
        assertThat(one.delete("/admin/v1/routes/removed").status()).isEqualTo(200);

        // Then
        await().atMost(IN_EFFECT_MAX).until(() -> other.chat(ask("removed")).status() == 404);
        assertThat(one.chat(ask("removed")).error("code")).isEqualTo("model_not_found");
    }

    /// Sets the alias at one gateway and waits until both go by it.
    private void set(String alias, int stable, int canary) {
        String route =
                """
                {"alias":"%s","pools":[{"pool":"stable","weight":%d},{"pool":"canary","weight":%d}]}
                """
                        .formatted(alias, stable, canary);
        Reply reply = one.post("/admin/v1/routes", route);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        if (stable == 0 || canary == 0) {
            awaitAtBoth(alias, stable == 0 ? TwoGateways.CANARY : TwoGateways.STABLE);
        } else {
            await().atMost(IN_EFFECT_MAX).until(() -> other.chat(ask(alias)).status() == 200);
        }
    }

    private void awaitAtBoth(String alias, String pool) {
        for (Gateway gateway : List.of(one, other)) {
            await().atMost(IN_EFFECT_MAX)
                    .until(() -> {
                        Reply reply = gateway.chat(ask(alias));
                        return reply.status() == 200 && pool(reply).equals(pool);
                    });
        }
    }

    private List<Reply> askAtBoth(String alias, int count) {
        List<Callable<Reply>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Gateway gateway = i % 2 == 0 ? one : other;
            calls.add(() -> gateway.chat(ask(alias)));
        }
        return Together.run(calls);
    }

    private static Chat ask(String alias) {
        return Chat.of(alias, "hi").maxTokens(2);
    }

    private static Chat inConversation(String alias) {
        return ask(alias).with("metadata", "{\"conversation_id\":\"c-1\"}");
    }

    private static String pool(Reply reply) {
        return reply.json().path("model").asText();
    }
}
