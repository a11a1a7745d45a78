package dev.sluice.standalone.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three real broker processes: one may be killed, and nothing that was acknowledged is lost.
class BrokerClusterIT {
    @TempDir Path home;

    @Test
    void keepsServingWhenOneNodeIsKilledAndTakesItBack() throws Exception {
        // Given
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        Path folder = home.resolve("broker");
        try (var cluster = BrokerCluster.start(folder, firstOfThreePorts(), command(), ends::add)) {
            var clients = new BrokerClients(cluster.bootstrapServers());
            clients.createTopic("letters", 3);
            clients.send("letters", "before");

            // When
            long killed = Long.parseLong(Files.readString(folder.resolve("node-2.pid")).strip());
            ProcessHandle.of(killed).orElseThrow().destroyForcibly();

            // Then
            assertThat(cluster.processIds()).contains(killed);
            assertThat(ends.poll(30, TimeUnit.SECONDS)).contains("node 2", "--node 2");
            clients.send("letters", "after");
            assertThat(clients.readAll("letters", 2)).containsExactly("before", "after");
            try (var again = ClusterNode.start(folder, 2)) {
                assertThat(clients.nodeCount()).isEqualTo(3);
                assertThat(again.address()).isIn((Object[]) cluster.bootstrapServers().split(","));
            }
        }
        assertThat(ends).isEmpty();
    }

    private List<String> command() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dsluice.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.standalone.Main");
    }

    private static int firstOfThreePorts() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int first = Ports.free(1).getFirst();
            if (first < 65_000 && Ports.isFree(first + 1) && Ports.isFree(first + 2)) {
                return first;
            }
        }
        throw new IllegalStateException("no three free ports in a row");
    }
}
