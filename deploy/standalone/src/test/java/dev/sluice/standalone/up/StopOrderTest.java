package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class StopOrderTest {
    @Test
    void stopsInReverseOnceTheServicesHaveEnded() throws Exception {
        // Given
        List<String> stopped = new CopyOnWriteArrayList<>();
        var order = new StopOrder();
        order.add("lock", () -> stopped.add("lock"));
        order.add("broker", () -> stopped.add("broker"));
        order.onServicesStarting();
        Thread stopping = Thread.ofVirtual().start(order::stopAll);

        // When
        stopped.add("services");
        order.onServicesEnded();
        stopping.join();

        // Then
        assertThat(stopped).containsExactly("services", "broker", "lock");
    }

    @Test
    void goesOnWhenOneOfThemFails() {
        // Given
        List<String> stopped = new CopyOnWriteArrayList<>();
        var order = new StopOrder();
        order.add("lock", () -> stopped.add("lock"));
        order.add(
                "broker",
                () -> {
                    throw new IllegalStateException("already gone");
                });

        // When
        order.stopAll();

        // Then
        assertThat(stopped).containsExactly("lock");
    }
}
