package dev.sluice.it.mesh;

import dev.sluice.it.client.Gateway;
import dev.sluice.it.kafka.KafkaProbe;
import dev.sluice.it.mesh.MeshProcess.Launch;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `./sluice up` with the real model: all of the mesh in one process, as on a laptop. Started once
/// for all test classes that ask for it as a parameter, ended after the last test.
public final class RealMesh implements SharedMesh.Shareable {
    /// The first start of a checkout fetches 98 MB and converts them.
    private static final Duration READY_PATIENCE = Duration.ofMinutes(6);

    private static final Pattern READY =
            Pattern.compile("ready in ([\\d.]+) s: (\\S+) \\(model ([^,]+), Kafka ([^,]+), ");
    private static final Pattern KEY = Pattern.compile("API key \\(shown this once.*: (\\S+)");

    private final Path home;
    private final MeshProcess process;
    private final String model;
    private final Gateway gateway;
    private final String bootstrapServers;
    private final KafkaProbe kafka;

    private RealMesh(Path home, MeshProcess process) {
        this.home = home;
        this.process = process;
        Matcher ready = find(READY, process.out());
        String key = find(KEY, process.out()).group(1);
        this.model = ready.group(3);
        this.gateway = new Gateway(URI.create(ready.group(2)), key);
        this.bootstrapServers = ready.group(4);
        this.kafka = new KafkaProbe(bootstrapServers);
    }

    static RealMesh start() {
        Path home = Folders.newHomeWithSharedModels("up");
        String port = Integer.toString(FreePorts.take());
        // Every client meets comments between any two of its events.
        var process =
                MeshProcess.start(
                        Launch.of("up", home, "up", "--port", port)
                                .with("SLUICE_GATEWAY_STREAMING_HEARTBEAT", "10ms"));
        try {
            process.awaitOut("Try it", READY_PATIENCE);
            return new RealMesh(home, process);
        } catch (AssertionError | RuntimeException failure) {
            process.close();
            throw failure;
        }
    }

    private static Matcher find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in: " + text);
        }
        return matcher;
    }

    public Path home() {
        return home;
    }

    public MeshProcess process() {
        return process;
    }

    public String model() {
        return model;
    }

    /// For the holder of the key that the first start printed.
    public Gateway gateway() {
        return gateway;
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    public KafkaProbe kafka() {
        return kafka;
    }

    @Override
    public void close() {
        process.close();
        Folders.delete(home);
    }
}
