package dev.sluice.it.mesh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.it.client.Gateway;
import dev.sluice.it.kafka.KafkaProbe;
import dev.sluice.it.mesh.MeshProcess.Launch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A broker and every service as a process of its own, on one `SLUICE_HOME`, each of which a test
/// may kill and start again. Parts are named as `./sluice run` names them; workers by their id.
public final class ProcessMesh implements AutoCloseable {
    private static final String BROKER = "broker";
    private static final Duration READY_PATIENCE = Duration.ofSeconds(90);

    private final Path home;
    private final int kafkaPort = FreePorts.take();
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, MeshProcess> running = new LinkedHashMap<>();
    private final Map<String, Launch> launches = new HashMap<>();

    public ProcessMesh(String name) {
        home = Folders.newHome(name);
    }

    public Path home() {
        return home;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + kafkaPort;
    }

    public KafkaProbe kafka() {
        return new KafkaProbe(bootstrapServers());
    }

    public Gateway gateway() {
        return gateway("gateway");
    }

    public Gateway gateway(String name) {
        return new Gateway(addressOf(name), adminKey());
    }

    /// Where a part serves health and metrics.
    public URI addressOf(String part) {
        Integer port = ports.get(part);
        if (port == null) {
            throw new IllegalArgumentException("there is no " + part + " in " + ports.keySet());
        }
        return URI.create("http://127.0.0.1:" + port);
    }

    public MeshProcess process(String part) {
        MeshProcess process = running.get(part);
        if (process == null) {
            throw new IllegalArgumentException("there is no " + part + " in " + running.keySet());
        }
        return process;
    }

    public void startBroker() {
        startBroker(List.of());
    }

    /// Three brokers, each a process, under one parent.
    public void startThreeBrokers() {
        startBroker(List.of("--nodes", "3"));
    }

    private void startBroker(List<String> more) {
        var words = new ArrayList<>(List.of("run", BROKER, "--port", "" + kafkaPort));
        words.addAll(more);
        start(BROKER, new Launch(BROKER, home, Map.of(), words));
        awaitReady(BROKER);
    }

    /// `kill -9` of one of three brokers; it stays dead.
    public void killBrokerNode(int node) {
        try {
            String pid = Files.readString(home.resolve("broker/node-" + node + ".pid")).strip();
            ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts `gateway`, `masking`, `scheduler` or `audit`, and does not wait for it.
    public void startService(String service, Map<String, String> environment) {
        startService(service, service, environment);
    }

    /// One of several of a kind, under a name of its own.
    public void startService(String name, String service, Map<String, String> environment) {
        int port = FreePorts.take();
        ports.put(name, port);
        start(
                name,
                new Launch(
                        name,
                        home,
                        environment,
                        List.of(
                                "run",
                                service,
                                "--kafka",
                                bootstrapServers(),
                                "--port",
                                Integer.toString(port))));
    }

    /// Starts a worker, and does not wait for it.
    public void startWorker(String id, String model, int slots, Map<String, String> environment) {
        startWorker(id, environment, List.of("--model", model, "--slots", Integer.toString(slots)));
    }

    /// Starts a worker that says words at a set pace, as fast on every machine; does not wait for
    /// it.
    public void startSimulatedWorker(String id, String model, int slots, Duration itl) {
        startWorker(id, Map.of(), simulated(model, slots, itl));
    }

    /// The same, with the words of a file, one after the other.
    public void startSimulatedWorker(String id, String model, int slots, Duration itl, Path text) {
        var words = new ArrayList<>(simulated(model, slots, itl));
        words.addAll(List.of("--text", text.toString()));
        startWorker(id, Map.of(), words);
    }

    private static List<String> simulated(String model, int slots, Duration itl) {
        return List.of(
                "--engine",
                "simulated",
                "--itl",
                itl.toMillis() + "ms",
                "--model",
                model,
                "--slots",
                Integer.toString(slots));
    }

    /// Starts a worker in front of an OpenAI-compatible server; its id is its key there. Does not
    /// wait for it.
    public void startRemoteWorker(String id, String pool, URI server, String model) {
        startWorker(
                id,
                Map.of("SLUICE_WORKER_REMOTE_API_KEY", id),
                List.of(
                        "--engine",
                        "remote",
                        "--remote-url",
                        server.toString(),
                        "--remote-model",
                        model,
                        "--model",
                        pool));
    }

    private void startWorker(String id, Map<String, String> environment, List<String> more) {
        int port = FreePorts.take();
        ports.put(id, port);
        var words =
                new ArrayList<>(
                        List.of(
                                "run",
                                "gpu-worker",
                                "--kafka",
                                bootstrapServers(),
                                "--port",
                                Integer.toString(port),
                                "--id",
                                id));
        words.addAll(more);
        start(id, new Launch(id, home, environment, words));
    }

    /// Waits until a part says that it is ready.
    public void awaitReady(String part) {
        if (part.equals(BROKER)) {
            process(BROKER).awaitOut("Kafka is ready", READY_PATIENCE);
            return;
        }
        var health = new Gateway(addressOf(part), null);
        process(part).await("readiness", READY_PATIENCE, () -> isReady(health));
    }

    /// Waits until the gateway lists a model that a worker serves, and returns its name.
    public String awaitModel() {
        process("gateway")
                .await("a served model", READY_PATIENCE, () -> !readyModels("gateway").isEmpty());
        return readyModels("gateway").getFirst();
    }

    /// Waits until the gateway lists this model as served.
    public void awaitModel(String name) {
        awaitModel("gateway", name);
    }

    /// Waits until this one of several gateways lists the model as served.
    public void awaitModel(String gateway, String name) {
        process(gateway).await(name, READY_PATIENCE, () -> readyModels(gateway).contains(name));
    }

    private List<String> readyModels(String gateway) {
        try {
            var names = new ArrayList<String>();
            for (JsonNode model : gateway(gateway).get("/v1/models").json().path("data")) {
                if (model.path("status").asText().equals("ready")) {
                    names.add(model.path("id").asText());
                }
            }
            return names;
        } catch (UncheckedIOException notYet) {
            return List.of();
        }
    }

    /// What the scheduler says is waiting, of all classes.
    public int waitingRequests() {
        var scheduler = new Gateway(addressOf("scheduler"), adminKey());
        return (int)
                scheduler
                        .get("/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith("sluice_num_requests_waiting"))
                        .mapToDouble(
                                line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                        .sum();
    }

    private static boolean isReady(Gateway health) {
        try {
            return health.get("/health/ready").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /// SIGTERM, and the end of the process.
    public Duration stop(String part) {
        Duration took = process(part).stop();
        running.remove(part);
        return took;
    }

    /// `kill -9`.
    public void kill(String part) {
        process(part).kill();
        running.remove(part);
    }

    /// Starts a killed part again as it was (same ports, same home, same id), and waits for it.
    public void startAgain(String part) {
        startAgainUnawaited(part);
        awaitReady(part);
    }

    /// The same without waiting, so that several start at once.
    public void startAgainUnawaited(String part) {
        Launch launch = launches.get(part);
        if (launch == null || running.containsKey(part)) {
            throw new IllegalStateException(part + " was not started, or runs");
        }
        start(part, launch);
    }

    private void start(String part, Launch launch) {
        // Six of them start at once: the quick compiler is enough for them all.
        launches.put(part, launch);
        running.put(
                part,
                MeshProcess.start(launch.with("SLUICE_JAVA_OPTS", "-XX:TieredStopAtLevel=1")));
    }

    private String adminKey() {
        try {
            return Files.readString(home.resolve("admin.key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Services before the broker that they drain into; all of them even when one of them hangs.
    @Override
    public void close() {
        MeshProcess broker = running.remove(BROKER);
        running.values().parallelStream().forEach(MeshProcess::close);
        if (broker != null) {
            broker.close();
        }
        Folders.delete(home);
    }
}
