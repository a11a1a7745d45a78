package dev.sluice.standalone.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.runtime.home.Home;
import dev.sluice.standalone.broker.Ports;
import dev.sluice.standalone.console.OperatorFailure;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;

/// What every way to run the mesh needs of a machine.
public final class MachineChecks {
    /// `up` may take 768 MiB of heap and 256 MiB beside it, and the model comes on top.
    private static final long MEMORY_BYTES_MIN = 2L << 30;

    /// A model's file and what it is converted to, the native libraries, and room for the log.
    private static final long DISK_BYTES_MIN = 2L << 30;

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private MachineChecks() {}

    /// The launcher has looked at the version; this says which JDK it took.
    public static Check java() {
        return Check.ok(
                "java", Runtime.version() + " in " + System.getProperty("java.home", "unknown"));
    }

    public static Check memory() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return memory(system.getTotalMemorySize(), system.getAvailableProcessors());
    }

    static Check memory(long bytes, int processors) {
        String found = "%d MiB and %d processors".formatted(bytes >> 20, processors);
        return bytes >= MEMORY_BYTES_MIN
                ? Check.ok("memory", found)
                : Check.failed(
                        "memory",
                        found + ", needed are " + (MEMORY_BYTES_MIN >> 20) + " MiB",
                        "use a larger machine, or raise the container's limit");
    }

    /// Writes a file and deletes it.
    public static Check home(Home home) {
        try {
            Files.delete(Files.createTempFile(home.folder(), "doctor", ".tmp"));
            return Check.ok("SLUICE_HOME", home.folder() + " can be written to");
        } catch (IOException e) {
            return Check.failed(
                    "SLUICE_HOME",
                    home.folder() + " cannot be written to: " + OperatorFailure.reasonOf(e),
                    "name another folder in SLUICE_HOME");
        }
    }

    public static Check disk(Home home) {
        try {
            return disk(Files.getFileStore(home.folder()).getUsableSpace());
        } catch (IOException e) {
            return Check.failed("disk", OperatorFailure.reasonOf(e), "name another SLUICE_HOME");
        }
    }

    static Check disk(long freeBytes) {
        String found = (freeBytes >> 20) + " MiB are free";
        return freeBytes >= DISK_BYTES_MIN
                ? Check.ok("disk", found)
                : Check.failed(
                        "disk",
                        found + ", needed are " + (DISK_BYTES_MIN >> 20) + " MiB",
                        "free some, or name a folder on another disk in SLUICE_HOME");
    }

    /// A port on which the mesh itself listens already is as good as a free one.
    public static Check port(int port) {
        if (Ports.isFree(port)) {
            return Check.ok("port", port + " is free");
        }
        return isMesh(port)
                ? Check.ok("port", "a gateway of the mesh listens on " + port)
                : Check.failed(
                        "port",
                        port + " on 127.0.0.1 is in use",
                        "stop what listens there, or choose another with --port");
    }

    private static boolean isMesh(int port) {
        URI health = URI.create("http://127.0.0.1:%d/health/live".formatted(port));
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpRequest request = HttpRequest.newBuilder(health).timeout(PATIENCE).build();
            String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return body.contains("\"status\"") && body.contains("\"checks\"");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
