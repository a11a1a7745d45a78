package dev.sluice.standalone.models;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/// Progress as a bar on one line of a terminal.
final class BarGauges implements ProgressDisplay.Gauges {
    private static final int UPDATE_MILLIS = 100;
    private static final long MEGABYTE = 1_000_000;

    private final PrintStream out;

    BarGauges(PrintStream out) {
        this.out = out;
    }

    @Override
    public ProgressDisplay.Gauge open(String title) {
        var bar =
                new ProgressBarBuilder()
                        .setTaskName(title)
                        .setUnit(" MB", MEGABYTE)
                        .setInitialMax(-1)
                        .setUpdateIntervalMillis(UPDATE_MILLIS)
                        .build();
        return new BarGauge(bar);
    }

    @Override
    public void note(String text) {
        out.println(text);
    }

    private record BarGauge(ProgressBar bar) implements ProgressDisplay.Gauge {
        @Override
        public void show(long doneBytes, long totalBytes) {
            bar.maxHint(totalBytes == 0 ? -1 : totalBytes);
            bar.stepTo(doneBytes);
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
