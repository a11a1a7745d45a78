package dev.sluice.standalone.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class ConsoleFilterTest {
    private static final String SERVICE = "dev.sluice.scheduler.SchedulerMetrics";
    private static final String CLIENT = "org.apache.kafka.clients.NetworkClient";
    private static final String CONTROLLER = "org.apache.kafka.controller.QuorumController";
    private static final String LOG_FOLDER = "kafka.log.LogManager";

    private final ConsoleFilter filter = new ConsoleFilter();

    @Test
    void keepsWarningsBackUntilAllIsReadyAndKafkasForGood() {
        // Given
        boolean serviceBefore = shows(SERVICE, Level.WARNING, "worker is silent");
        boolean serviceErrorBefore = shows(SERVICE, Level.SEVERE, "loop is broken");

        // When
        ConsoleFilter.onReady();

        // Then
        assertThat(serviceBefore).isFalse();
        assertThat(serviceErrorBefore).isTrue();
        assertThat(shows(SERVICE, Level.WARNING, "worker is silent")).isTrue();
        assertThat(shows(CLIENT, Level.WARNING, "connection refused")).isFalse();
        assertThat(shows(LOG_FOLDER, Level.SEVERE, "disk full")).isTrue();
        assertThat(shows(CONTROLLER, Level.SEVERE, "late heartbeat")).isFalse();
        assertThat(shows(SERVICE, Level.SEVERE, "Failed to start application")).isFalse();
    }

    private boolean shows(String logger, Level level, String message) {
        var entry = new LogRecord(level, message);
        entry.setLoggerName(logger);
        return filter.isLoggable(entry);
    }
}
