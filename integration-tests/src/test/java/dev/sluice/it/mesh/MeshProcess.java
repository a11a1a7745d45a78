package dev.sluice.it.mesh;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/// One program of the mesh, started through `./sluice` with the flags that a person gets. The
/// launcher becomes Java (`exec`), so the process id is the program's own and `kill -9` hits it.
///
/// What it prints is kept in `target/mesh-logs/`. No program outlives the tests' JVM.
public final class MeshProcess implements AutoCloseable {
    /// A stop may take 40 s by its own promise.
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(45);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(25);
    private static final int TOLD_LINES = 40;
    private static final int KIB = 1024;
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Set<Process> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LIVE.forEach(MeshProcess::end)));
    }

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    /// `arguments` are the launcher's, for example `run gateway --port 8080`.
    public record Launch(
            String name, Path home, Map<String, String> environment, List<String> arguments) {
        public Launch {
            environment = Map.copyOf(environment);
            arguments = List.copyOf(arguments);
        }

        public static Launch of(String name, Path home, String... arguments) {
            return new Launch(name, home, Map.of(), List.of(arguments));
        }

        public Launch with(String variable, String value) {
            var more = new java.util.HashMap<>(environment);
            more.put(variable, value);
            return new Launch(name, home, more, arguments);
        }
    }

    private MeshProcess(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    public static MeshProcess start(Launch launch) {
        String log = "%03d-%s".formatted(COUNT.incrementAndGet(), launch.name());
        Path folder = Checkout.scratch("mesh-logs");
        Path out = folder.resolve(log + ".out");
        Path err = folder.resolve(log + ".err");
        var words = new ArrayList<>(List.of(Checkout.launcher().toString()));
        words.addAll(launch.arguments());
        var builder = new ProcessBuilder(words).directory(folder.toFile());
        environment(builder.environment(), launch);
        builder.redirectInput(new File("/dev/null"));
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        try {
            Process process = builder.start();
            LIVE.add(process);
            return new MeshProcess(launch.name(), process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Nothing of the person's own settings reaches the tests.
    private static void environment(Map<String, String> environment, Launch launch) {
        environment
                .keySet()
                .removeIf(name -> name.startsWith("SLUICE_") || name.startsWith("OTEL_"));
        environment.put("SLUICE_SKIP_BUILD", "1");
        environment.put("SLUICE_JAVA_HOME", System.getProperty("java.home"));
        environment.put("SLUICE_HOME", launch.home().toString());
        environment.putAll(launch.environment());
    }

    public String name() {
        return name;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    public List<String> errLines() {
        return err().lines().toList();
    }

    /// Waits until the program has printed a text that `pattern` finds; ends at once, with what it
    /// has said, when the program ends before.
    public void awaitOut(String text, Duration patience) {
        await("'" + text + "' on standard output", patience, () -> out().contains(text));
    }

    /// The same for any other sign of life.
    public void await(String what, Duration patience, Callable<Boolean> condition) {
        try {
            Awaitility.await(what)
                    .atMost(patience)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .until(() -> !isAlive() || condition.call());
        } catch (ConditionTimeoutException late) {
            throw new AssertionError(
                    "%s: no %s within %d s%n%s"
                            .formatted(name, what, patience.toSeconds(), lastWords()),
                    late);
        }
        if (!isAlive()) {
            throw new AssertionError(
                    "%s ended with %d before %s%n%s"
                            .formatted(name, process.exitValue(), what, lastWords()));
        }
    }

    /// Waits for the program's own end.
    public int exitCode(Duration patience) {
        if (!waitFor(patience)) {
            throw new AssertionError(
                    "%s still runs after %d s%n%s"
                            .formatted(name, patience.toSeconds(), lastWords()));
        }
        return process.exitValue();
    }

    /// `kill -9`, and the end of the process.
    public void kill() {
        process.destroyForcibly();
        exitCode(STOP_PATIENCE);
    }

    /// `kill -NAME`, for example `STOP` and `CONT`; the process may live on.
    public void signal(String name) {
        try {
            int code =
                    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                            .inheritIO()
                            .start()
                            .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -" + name + " ended with " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// SIGTERM. Returns how long it took to end.
    public Duration stop() {
        long begunNanos = System.nanoTime();
        process.destroy();
        exitCode(STOP_PATIENCE);
        return Duration.ofNanos(System.nanoTime() - begunNanos);
    }

    /// Bytes of memory that the process holds now; Linux only.
    public long residentBytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        try (Stream<String> lines = Files.lines(status)) {
            String line = lines.filter(l -> l.startsWith("VmRSS:")).findFirst().orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) * KIB;
        }
    }

    @Override
    public void close() {
        process.destroy();
        if (!waitFor(STOP_PATIENCE)) {
            end(process);
        }
        LIVE.remove(process);
    }

    private boolean waitFor(Duration patience) {
        try {
            return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            end(process);
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private String lastWords() {
        return "-- its last output (%s):%n%s%n-- its last errors (%s):%n%s"
                .formatted(out, tail(out()), err, tail(err()));
    }

    private static String tail(String text) {
        List<String> lines = text.lines().toList();
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
