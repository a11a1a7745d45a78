package dev.sluice.it.mesh;

import dev.sluice.it.client.Gateway;
import dev.sluice.it.client.TokenIssuer;
import dev.sluice.it.kafka.KafkaProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A broker, two gateways, masking, scheduler, audit, and two workers on the simulated engine, one
/// for each of two pools; every part a process. Who kills one starts it again.
public final class TwoGateways implements SharedMesh.Shareable {
    public static final String STABLE = "stable";
    public static final String CANARY = "canary";
    public static final String STABLE_WORKER = "worker-stable";
    private static final String CANARY_WORKER = "worker-canary";
    public static final List<String> GATEWAYS = List.of("gateway-1", "gateway-2");
    private static final List<String> OTHERS = List.of("masking", "scheduler", "audit");
    private static final int SLOTS = 64;

    private static final Duration ITL = Duration.ofMillis(5);

    private final ProcessMesh mesh = new ProcessMesh("two-gateways");
    private final TokenIssuer issuer = new TokenIssuer();

    private TwoGateways() {}

    static TwoGateways start() {
        var started = new TwoGateways();
        try {
            started.startAll();
            return started;
        } catch (AssertionError | RuntimeException failure) {
            started.close();
            throw failure;
        }
    }

    private void startAll() {
        mesh.startBroker();
        OTHERS.forEach(part -> mesh.startService(part, Map.of()));
        Map<String, String> settings = gatewaySettings();
        GATEWAYS.forEach(name -> mesh.startService(name, "gateway", settings));
        mesh.startSimulatedWorker(STABLE_WORKER, STABLE, SLOTS, ITL);
        mesh.startSimulatedWorker(CANARY_WORKER, CANARY, SLOTS, ITL);
        parts().forEach(mesh::awaitReady);
        GATEWAYS.forEach(
                name -> List.of(STABLE, CANARY).forEach(pool -> mesh.awaitModel(name, pool)));
    }

    /// Endpoints of the tests lie on this machine, and are asked again soon; tokens are those of
    /// the tests' own issuer.
    private Map<String, String> gatewaySettings() {
        Path keys = mesh.home().resolve("issuer.json");
        try {
            Files.writeString(keys, issuer.document());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "SLUICE_GATEWAY_WEBHOOKS_ALLOWED_NETWORKS",
                "127.0.0.0/8",
                "SLUICE_GATEWAY_WEBHOOKS_RETRY_PAUSE",
                "500ms",
                "SLUICE_GATEWAY_WEBHOOKS_RETRY_PAUSE_MAX",
                "1s",
                "SLUICE_HTTP_TOKENS_ISSUER",
                TokenIssuer.NAME,
                "SLUICE_HTTP_TOKENS_AUDIENCE",
                TokenIssuer.AUDIENCE,
                "SLUICE_HTTP_TOKENS_KEYS",
                keys.toString());
    }

    /// Whose tokens the gateways take.
    public TokenIssuer issuer() {
        return issuer;
    }

    private static List<String> parts() {
        return Stream.of(OTHERS, GATEWAYS, List.of(STABLE_WORKER, CANARY_WORKER))
                .flatMap(List::stream)
                .toList();
    }

    public Gateway one() {
        return mesh.gateway(GATEWAYS.getFirst());
    }

    public Gateway other() {
        return mesh.gateway(GATEWAYS.getLast());
    }

    public ProcessMesh processes() {
        return mesh;
    }

    public KafkaProbe kafka() {
        return mesh.kafka();
    }

    public String bootstrapServers() {
        return mesh.bootstrapServers();
    }

    /// The lines of `/metrics` of every part.
    public Stream<String> metrics() {
        return parts().stream()
                .map(part -> new Gateway(mesh.addressOf(part), one().key()))
                .flatMap(part -> part.get("/metrics").body().lines());
    }

    @Override
    public void close() {
        mesh.close();
    }
}
