package dev.sluice.standalone.console;

import io.quarkus.logging.LoggingFilter;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// What of the log a person at the console sees; the log file has all of it.
///
/// - A failed start is told by the command in one line.
/// - Until all is ready, a warning only says that one service came up before another.
/// - Kafka's clients warn while a broker comes and goes, and its controller calls it an error when
///   a busy machine answers late; both go on by themselves.
@LoggingFilter(name = "console")
public final class ConsoleFilter implements Filter {
    private static final String LIFECYCLE = "io.quarkus.runtime.ApplicationLifecycleManager";
    private static final List<String> CONTROLLER =
            List.of("org.apache.kafka.controller.", "kafka.server.ControllerApis");
    private static final List<String> KAFKA =
            List.of("org.apache.kafka.", "kafka.", "io.smallrye.reactive.messaging.");

    /// Written once by the thread that sees the mesh ready; Quarkus makes the filter itself.
    private static volatile boolean ready;

    /// From now on warnings are news.
    public static void onReady() {
        ready = true;
    }

    @Override
    public boolean isLoggable(LogRecord entry) {
        String name = entry.getLoggerName() == null ? "" : entry.getLoggerName();
        if (isFailedStart(name, entry) || startsWithAny(name, CONTROLLER)) {
            return false;
        }
        boolean isKafka = startsWithAny(name, KAFKA);
        return isError(entry) ? ready || !isKafka : ready && !isKafka;
    }

    private static boolean isFailedStart(String name, LogRecord entry) {
        String message = entry.getMessage();
        return LIFECYCLE.equals(name) || (message != null && message.startsWith("Failed to start"));
    }

    private static boolean isError(LogRecord entry) {
        return entry.getLevel().intValue() >= Level.SEVERE.intValue();
    }

    private static boolean startsWithAny(String name, List<String> prefixes) {
        return prefixes.stream().anyMatch(name::startsWith);
    }
}
