package dev.sluice.standalone.console;

import io.quarkus.logging.LoggingFilter;
import java.util.List;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// What of the log a person at the console sees. Left to the log file are a failed start, which the
/// command tells in one line, and what Kafka's clients warn about while a broker comes and goes.
@LoggingFilter(name = "one-line")
public final class OneLineFilter implements Filter {
    private static final List<String> TALKATIVE =
            List.of("org.apache.kafka.", "kafka.", "io.smallrye.reactive.messaging");

    private static final String LIFECYCLE = "io.quarkus.runtime.ApplicationLifecycleManager";

    @Override
    public boolean isLoggable(LogRecord entry) {
        return !isFailedStart(entry) && !isPassingWarning(entry);
    }

    private static boolean isFailedStart(LogRecord entry) {
        String message = entry.getMessage();
        return LIFECYCLE.equals(entry.getLoggerName())
                || (message != null && message.startsWith("Failed to start"));
    }

    private static boolean isPassingWarning(LogRecord entry) {
        String name = entry.getLoggerName();
        return name != null
                && TALKATIVE.stream().anyMatch(name::startsWith)
                && entry.getLevel().intValue() < Level.SEVERE.intValue();
    }
}
