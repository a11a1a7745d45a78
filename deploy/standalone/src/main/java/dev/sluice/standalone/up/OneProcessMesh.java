package dev.sluice.standalone.up;

import dev.sluice.runtime.connection.ConnectionGuards;
import dev.sluice.runtime.home.Home;
import dev.sluice.standalone.broker.Ports;
import dev.sluice.standalone.client.Endpoint;
import dev.sluice.standalone.client.GatewayClient;
import dev.sluice.standalone.console.ConsoleFilter;
import dev.sluice.standalone.console.OperatorFailure;
import dev.sluice.standalone.console.ProcessLog;
import dev.sluice.standalone.console.Terminal;
import dev.sluice.standalone.lock.ProcessLock;
import dev.sluice.standalone.models.ProgressDisplay;
import dev.sluice.worker.models.ModelStore;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The story of `up`, top down: claim the folder, start the broker and make the topics while the
/// model is prepared, run the services, say when it is ready. The calling thread runs all of it and
/// then waits in Quarkus until the process is asked to end; readiness is watched from a thread of
/// its own.
public final class OneProcessMesh {
    private static final Duration READY_PATIENCE = Duration.ofMinutes(3);
    private static final String SIMULATED_MODEL = "simulated";

    private final Options options;
    private final Home home;
    private final PrintStream out;
    private final StopOrder stopOrder = StopOrder.install();

    /// The first thing that went wrong once the services were starting.
    private final AtomicReference<@Nullable OperatorFailure> failure = new AtomicReference<>();

    /// What the person asked for; absent values are chosen here.
    ///
    /// @param isNative whether the model is one of this machine's files
    /// @param engine what generates, as configuration of the worker
    /// @param isRehearsal ends as soon as a few requests are answered
    public record Options(
            int port,
            @Nullable String kafka,
            @Nullable String model,
            @Nullable Integer slots,
            boolean isNative,
            Map<String, String> engine,
            boolean isRehearsal) {
        public Options {
            engine = Map.copyOf(engine);
        }
    }

    private OneProcessMesh(Options options, Home home, PrintStream out) {
        this.options = options;
        this.home = home;
        this.out = out;
    }

    /// Runs until the process is asked to end.
    public static void run(Options options, PrintStream out) {
        new OneProcessMesh(options, Home.open(), out).run();
    }

    private void run() {
        // 1. Nothing is touched before this process is the only one here.
        claimHome();
        requirePortFree();
        ProcessLog.quietKafka();
        // 2. What the services need: Kafka starts while the model is checked or converted.
        Home.AdminKey key = home.adminKey();
        var kafkaStart = KafkaStart.begin(options.kafka(), home.broker(), stopOrder);
        String model = prepareModel(kafkaStart);
        String kafka = kafkaStart.await();
        // 3. The services, in this process, on the same settings as processes of their own.
        settings(kafka, model).forEach(System::setProperty);
        String address = "http://127.0.0.1:" + options.port();
        var report = new ReadyReport(address, model, kafka, key, home.adminKeyFile(), logFile());
        Thread.ofVirtual().name("ready-watch").start(() -> announceWhenReady(report));
        runServices();
    }

    private void claimHome() {
        try {
            switch (ProcessLock.acquire(home.folder().resolve("up.lock"))) {
                case ProcessLock.Acquired acquired -> stopOrder.add("up.lock", acquired.lock());
                case ProcessLock.HeldBy held ->
                        throw new OperatorFailure(
                                "sluice up already runs on %s (process %s): use it, stop it, or choose another SLUICE_HOME"
                                        .formatted(home.folder(), held.holder()));
            }
        } catch (IOException e) {
            throw new OperatorFailure(
                    "SLUICE_HOME %s is not writable (%s): name a folder that can be written to"
                            .formatted(home.folder(), OperatorFailure.reasonOf(e)),
                    e);
        }
    }

    private void requirePortFree() {
        if (!Ports.isFree(options.port())) {
            throw new OperatorFailure(
                    "port %d on 127.0.0.1 is in use: stop what listens there, or choose another with --port"
                            .formatted(options.port()));
        }
    }

    /// Checks the model even though the worker does so again: here a damaged one is told in one
    /// line before any service has begun.
    private String prepareModel(KafkaStart kafkaStart) {
        if (!options.isNative()) {
            return options.model() == null ? SIMULATED_MODEL : options.model();
        }
        try (var progress = ProgressDisplay.onStandardError(Terminal.isInteractive())) {
            var store = ModelStore.open(home.models());
            String wanted = options.model() == null ? store.defaultName() : options.model();
            return store.ensure(wanted, progress).name();
        } catch (RuntimeException | Error failed) {
            kafkaStart.settle();
            throw failed;
        }
    }

    private Map<String, String> settings(String kafka, String model) {
        var settings = new HashMap<>(settings(kafka));
        settings.putAll(options.engine());
        settings.put("sluice.worker.model", model);
        if (options.slots() != null) {
            settings.put("sluice.worker.slots", String.valueOf(options.slots()));
        }
        return settings;
    }

    private Map<String, String> settings(String kafka) {
        return Map.of(
                "sluice.home", home.folder().toString(),
                "kafka.bootstrap.servers", kafka,
                "quarkus.http.host", "127.0.0.1",
                "quarkus.http.port", String.valueOf(options.port()),
                "quarkus.log.file.path", logFile().toString());
    }

    private void runServices() {
        stopOrder.onServicesStarting();
        ConnectionGuards.enable();
        try {
            Quarkus.run(null, (_, thrown) -> onServicesEnd(thrown));
        } finally {
            stopOrder.onServicesEnded();
        }
        OperatorFailure told = failure.get();
        if (told != null) {
            throw told;
        }
    }

    private void onServicesEnd(@Nullable Throwable thrown) {
        if (thrown != null) {
            fail(
                    new OperatorFailure(
                            "the services do not start: %s; see %s"
                                    .formatted(OperatorFailure.reasonOf(thrown), logFile()),
                            thrown));
        }
    }

    private void announceWhenReady(ReadyReport report) {
        var gateway =
                new GatewayClient(new Endpoint(URI.create(report.address()), report.key().value()));
        var watch = new ReadyWatch(gateway, report.model());
        try {
            if (watch.await(READY_PATIENCE, () -> failure.get() != null)) {
                if (options.isRehearsal()) {
                    rehearse(gateway, report.model());
                    return;
                }
                out.println(report.text(sinceProcessStart()));
                out.flush();
                ConsoleFilter.onReady();
            } else if (failure.get() == null) {
                fail(
                        new OperatorFailure(
                                "not ready after %d s (%s): see %s"
                                        .formatted(
                                                READY_PATIENCE.toSeconds(),
                                                watch.lastSeen(),
                                                logFile())));
                Quarkus.asyncExit(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// It ends whatever happens: the launcher waits for it.
    private void rehearse(GatewayClient gateway, String model) {
        try {
            Rehearsal.run(gateway, model);
            Quarkus.asyncExit(0);
        } catch (OperatorFailure failed) {
            fail(failed);
            Quarkus.asyncExit(1);
        }
    }

    private void fail(OperatorFailure told) {
        failure.compareAndSet(null, told);
    }

    private Path logFile() {
        return home.logs().resolve("sluice.log");
    }

    private static Duration sinceProcessStart() {
        Instant now = Instant.now();
        Instant start = ProcessHandle.current().info().startInstant().orElse(now);
        return Duration.between(start, now);
    }
}
