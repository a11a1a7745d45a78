package dev.sluice.standalone.console;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/// Keeps a failed start off the console's log: the command tells it in one line, and the log file
/// has the whole of it.
@LoggingFilter(name = "one-line")
public final class OneLineFilter implements Filter {
    private static final String LIFECYCLE = "io.quarkus.runtime.ApplicationLifecycleManager";

    @Override
    public boolean isLoggable(LogRecord entry) {
        boolean isFailedStart =
                entry.getMessage() != null && entry.getMessage().startsWith("Failed to start");
        return !isFailedStart && !LIFECYCLE.equals(entry.getLoggerName());
    }
}
