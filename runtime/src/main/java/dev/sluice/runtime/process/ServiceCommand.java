package dev.sluice.runtime.process;

import dev.sluice.runtime.connection.ConnectionGuards;
import dev.sluice.runtime.home.Home;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.runtime.kafka.TopicAdmin;
import io.quarkus.runtime.Quarkus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// One service as a process: `run SERVICE --kafka HOST:PORT --port N`. A service with options of
/// its own extends this and overrides [#configure].
///
/// Failures before the service is up are one line on standard error and exit code 1.
@Command(mixinStandardHelpOptions = true)
public abstract class ServiceCommand implements Callable<Integer> {
    private static final Duration BROKER_PATIENCE = Duration.ofSeconds(30);

    @Option(
            names = "--kafka",
            required = true,
            paramLabel = "HOST:PORT",
            description = "the Kafka brokers, comma-separated")
    private String kafka = "";

    @Option(
            names = "--port",
            required = true,
            paramLabel = "N",
            description = "the HTTP port; 0 takes a free one")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "the address to listen on (default: ${DEFAULT-VALUE})")
    private String host = "";

    @Spec private @Nullable CommandSpec spec;

    /// Sets the service's own system properties; they override every other source.
    protected void configure(Home home) {}

    /// Runs the command and ends the process.
    public static void main(ServiceCommand command, String... args) {
        System.exit(commandLine(command).execute(args));
    }

    static CommandLine commandLine(ServiceCommand command) {
        return new CommandLine(command)
                .setParameterExceptionHandler(ServiceCommand::refuse)
                .setExecutionExceptionHandler((e, line, _) -> fail(line.getErr(), e));
    }

    @Override
    public Integer call() throws Exception {
        requirePortFree();
        Home home = Home.open();
        System.setProperty("sluice.home", home.folder().toString());
        System.setProperty("kafka.bootstrap.servers", kafka);
        System.setProperty("quarkus.http.host", host);
        System.setProperty("quarkus.http.port", Integer.toString(port));
        configure(home);
        ConnectionGuards.enable();
        awaitTopics();
        AtomicInteger exitCode = new AtomicInteger();
        Quarkus.run(
                null,
                (code, failure) -> {
                    exitCode.set(failure == null ? code : fail(error(), failure));
                });
        return exitCode.get();
    }

    private void requirePortFree() throws IOException {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (BindException e) {
            throw new IOException(
                    "port " + port + " on " + host + " is in use; choose another with --port", e);
        }
    }

    private void awaitTopics() throws InterruptedException, IOException {
        try {
            new TopicAdmin(new KafkaSettings(kafka)).ensureTopics(BROKER_PATIENCE);
        } catch (TimeoutException e) {
            throw new IOException(
                    "no Kafka broker answered at "
                            + kafka
                            + " within "
                            + BROKER_PATIENCE.toSeconds()
                            + " s; start one with ./sluice run broker --port N",
                    e);
        }
    }

    private PrintWriter error() {
        return Objects.requireNonNull(spec, "set by picocli").commandLine().getErr();
    }

    private static int refuse(ParameterException e, String[] args) {
        e.getCommandLine().getErr().println(e.getMessage() + "; see --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int fail(PrintWriter error, Throwable failure) {
        error.println(lineOf(failure));
        return CommandLine.ExitCode.SOFTWARE;
    }

    /// The outermost text that is about a file, a port or a network: those are written for people;
    /// else the innermost, as frameworks put their own around it.
    static String lineOf(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            boolean isOwn =
                    cause instanceof UncheckedIOException u
                            && !Objects.equals(u.getMessage(), String.valueOf(u.getCause()));
            if (isOwn || cause instanceof IOException) {
                return textOf(cause);
            }
            root = cause;
        }
        return textOf(root);
    }

    private static String textOf(Throwable failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
