package dev.sluice.standalone.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;

/// Logging of what runs outside Quarkus: a broker process, and the broker of `up` until Quarkus has
/// set up its own logging. Called once, before the first broker.
public final class ProcessLog {
    private static final String FILE_FORMAT =
            "%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p [%c{3.}] (%t) %s%e%n";
    private static final String CONSOLE_FORMAT = "%-5p %c{1}: %s%n";
    private static final long FILE_BYTES_MAX = 10L * 1024 * 1024;
    private static final int BACKUP_COUNT = 3;

    /// Kafka tells its whole configuration and every partition's state at INFO.
    private static final List<Logger> TALKATIVE =
            List.of(
                    Logger.getLogger("org.apache.kafka"),
                    Logger.getLogger("kafka"),
                    Logger.getLogger("state.change.logger"));

    /// Warns at every start that it starts.
    private static final Logger CONTROLLER =
            Logger.getLogger("org.apache.kafka.controller.QuorumController");

    private ProcessLog() {}

    /// Only warnings from here on; who sets up the handlers decides where they go.
    public static void quietKafka() {
        TALKATIVE.forEach(logger -> logger.setLevel(Level.WARNING));
        CONTROLLER.setLevel(Level.SEVERE);
    }

    /// Warnings go to `file`, errors to standard error as well, each in one line.
    public static void toFileAndConsole(Path file) {
        toFile(file);
        Logger.getLogger("").addHandler(consoleHandler());
    }

    /// Warnings go to `file` alone.
    public static void toFile(Path file) {
        quietKafka();
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.setLevel(Level.INFO);
        root.addHandler(fileHandler(file));
    }

    private static Handler fileHandler(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            var handler =
                    new SizeRotatingFileHandler(file.toFile(), true, FILE_BYTES_MAX, BACKUP_COUNT);
            handler.setFormatter(new PatternFormatter(FILE_FORMAT));
            handler.setAutoFlush(true);
            return handler;
        } catch (IOException e) {
            throw new OperatorFailure(
                    "cannot write the log %s (%s): make its folder writable"
                            .formatted(file, OperatorFailure.reasonOf(e)),
                    e);
        }
    }

    private static Handler consoleHandler() {
        var handler = new ConsoleHandler(ConsoleHandler.Target.SYSTEM_ERR);
        handler.setFormatter(new PatternFormatter(CONSOLE_FORMAT));
        handler.setLevel(Level.SEVERE);
        return handler;
    }
}
