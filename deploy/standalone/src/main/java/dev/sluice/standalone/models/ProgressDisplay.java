package dev.sluice.standalone.models;

import dev.sluice.worker.models.ModelProgress;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Shows how the store goes on. A step that is over at once is not shown at all: at a later start
/// nothing is fetched, and a bar that flickers by tells nobody anything.
///
/// One call at a time, but from changing threads.
public final class ProgressDisplay implements ModelProgress, AutoCloseable {
    private static final Duration SHOWN_AFTER = Duration.ofMillis(400);

    private final Gauges gauges;
    private @Nullable Shown current;

    /// Where one step's progress is drawn.
    interface Gauge extends AutoCloseable {
        void show(long doneBytes, long totalBytes);

        @Override
        void close();
    }

    /// Makes gauges and prints notes between them.
    interface Gauges {
        Gauge open(String title);

        void note(String text);
    }

    /// A step that has begun; `gauge` is absent until it has lasted long enough to be shown.
    private record Shown(Step step, String label, long begunNanos, @Nullable Gauge gauge) {
        boolean is(Step otherStep, String otherLabel) {
            return step == otherStep && label.equals(otherLabel);
        }

        Shown with(Gauge opened) {
            return new Shown(step, label, begunNanos, opened);
        }
    }

    ProgressDisplay(Gauges gauges) {
        this.gauges = gauges;
    }

    /// Bars at a terminal, lines in a log; on standard error, as standard output is for results.
    public static ProgressDisplay onStandardError(boolean isTerminal) {
        return new ProgressDisplay(
                isTerminal ? new BarGauges(System.err) : new LineGauges(System.err));
    }

    @Override
    public synchronized void onProgress(Step step, String label, long doneBytes, long totalBytes) {
        Shown shown = current;
        if (shown == null || !shown.is(step, label)) {
            close();
            shown = new Shown(step, label, System.nanoTime(), null);
        }
        if (shown.gauge() == null && hasLasted(shown)) {
            shown = shown.with(gauges.open(titleOf(step, label)));
        }
        current = shown;
        if (shown.gauge() != null) {
            shown.gauge().show(doneBytes, totalBytes);
        }
    }

    @Override
    public synchronized void onSourceFailed(String source, String reason) {
        close();
        gauges.note("%s did not work: %s".formatted(source, reason));
    }

    @Override
    public synchronized void close() {
        if (current != null && current.gauge() != null) {
            current.gauge().close();
        }
        current = null;
    }

    private static boolean hasLasted(Shown shown) {
        boolean isTold = shown.step() == Step.FETCH || shown.step() == Step.WAIT;
        return isTold || System.nanoTime() - shown.begunNanos() >= SHOWN_AFTER.toNanos();
    }

    private static String titleOf(Step step, String label) {
        return switch (step) {
            case WAIT -> "waiting for another process: " + label;
            case FETCH -> "fetching " + label;
            case CHECK -> "checking " + label;
            case BUILD -> "converting " + label;
        };
    }

    static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
