package dev.sluice.standalone.up;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.standalone.client.GatewayClient;
import dev.sluice.standalone.console.OperatorFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.BooleanSupplier;

/// Waits until a client would get an answer: the gateway says it is ready and lists the model,
/// which it does once a worker has warmed up. Asks over HTTP as a client does, on its own thread.
final class ReadyWatch {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final GatewayClient gateway;
    private final String model;
    private String lastSeen = "it does not answer yet";

    ReadyWatch(GatewayClient gateway, String model) {
        this.gateway = gateway;
        this.model = model;
    }

    /// Whether it became ready within `patience` and before `isGivenUp`.
    boolean await(Duration patience, BooleanSupplier isGivenUp) throws InterruptedException {
        long endNanos = System.nanoTime() + patience.toNanos();
        while (!isGivenUp.getAsBoolean() && System.nanoTime() < endNanos) {
            if (isReady()) {
                return true;
            }
            Thread.sleep(PAUSE);
        }
        return false;
    }

    /// What stood in the way the last time, for people.
    String lastSeen() {
        return lastSeen;
    }

    private boolean isReady() {
        try {
            var health = gateway.get("/health/ready");
            if (!health.isSuccess()) {
                lastSeen = "not ready: " + checksDown(health.json());
                return false;
            }
            lastSeen = "no worker is ready with the model " + model;
            return lists(gateway.getJson("/v1/models"));
        } catch (OperatorFailure notYet) {
            lastSeen = notYet.getMessage();
            return false;
        }
    }

    private boolean lists(JsonNode models) {
        for (JsonNode listed : models.path("data")) {
            if (listed.path("id").asText().equals(model) && !isAway(listed)) {
                return true;
            }
        }
        return false;
    }

    /// A model stays listed for a while when its workers are gone: the last run's is no sign.
    private static boolean isAway(JsonNode listed) {
        return listed.path("status").asText("ready").equals("unavailable");
    }

    private static String checksDown(JsonNode health) {
        var names = new ArrayList<String>();
        health.path("checks")
                .forEach(check -> {
                    if (!check.path("status").asText().equals("UP")) {
                        names.add(check.path("name").asText());
                    }
                });
        return String.join(", ", names);
    }
}
