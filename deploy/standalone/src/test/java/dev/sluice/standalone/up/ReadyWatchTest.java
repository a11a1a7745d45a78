package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standalone.client.ScriptedGateway;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadyWatchTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private ScriptedGateway gateway;

    @BeforeEach
    void start() throws Exception {
        gateway = new ScriptedGateway();
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void waitsForHealthAndThenForAWorkerWithTheModel() throws Exception {
        // Given
        var watch = new ReadyWatch(gateway.client(), "tiny");
        gateway.answering(
                "/health/ready", 503, "{\"checks\":[{\"name\":\"kafka\",\"status\":\"DOWN\"}]}");
        var ready = CompletableFuture.supplyAsync(() -> await(watch));
        gateway.takeAsked();

        // When
        gateway.answering("/v1/models", 200, models("unavailable"));
        gateway.answering("/health/ready", 200, "{}");
        while (!gateway.takeAsked().path().equals("/v1/models")) {
            assertThat(ready).isNotDone();
        }
        gateway.answering("/v1/models", 200, models("ready"));

        // Then
        assertThat(ready.join()).isTrue();
    }

    @Test
    void namesTheChecksThatAreDownWhenItGivesUp() throws Exception {
        // Given
        var watch = new ReadyWatch(gateway.client(), "tiny");
        gateway.answering(
                "/health/ready", 503, "{\"checks\":[{\"name\":\"kafka\",\"status\":\"DOWN\"}]}");
        var isGivenUp = new AtomicBoolean();
        var ready = CompletableFuture.supplyAsync(() -> await(watch, isGivenUp));
        gateway.takeAsked();
        gateway.takeAsked();

        // When
        isGivenUp.set(true);

        // Then
        assertThat(ready.join()).isFalse();
        assertThat(watch.lastSeen()).contains("kafka");
    }

    private static boolean await(ReadyWatch watch) {
        return await(watch, new AtomicBoolean());
    }

    private static boolean await(ReadyWatch watch, AtomicBoolean isGivenUp) {
        try {
            return watch.await(LONG, isGivenUp::get);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String models(String status) {
        return "{\"data\":[{\"id\":\"tiny\",\"status\":\"%s\"}]}".formatted(status);
    }
}
