package dev.sluice.standalone.models;

import java.io.PrintStream;

/// Progress as lines of a log: one at the beginning, one per quarter, one at the end.
final class LineGauges implements ProgressDisplay.Gauges {
    private final PrintStream out;

    LineGauges(PrintStream out) {
        this.out = out;
    }

    @Override
    public ProgressDisplay.Gauge open(String title) {
        note(title);
        return new LineGauge(title);
    }

    @Override
    public void note(String text) {
        out.println("sluice: " + text);
    }

    private final class LineGauge implements ProgressDisplay.Gauge {
        private final String title;
        private long toldQuarter;

        private LineGauge(String title) {
            this.title = title;
        }

        @Override
        public void show(long doneBytes, long totalBytes) {
            long quarter = totalBytes == 0 ? 0 : 4 * doneBytes / totalBytes;
            if (quarter > toldQuarter) {
                toldQuarter = quarter;
                note(
                        "%s: %d %% of %s"
                                .formatted(
                                        title,
                                        25 * quarter,
                                        ProgressDisplay.megabytes(totalBytes)));
            }
        }

        @Override
        public void close() {}
    }
}
