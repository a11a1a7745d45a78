package dev.sluice.bench.scheduling;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.report.Rounding;
import dev.sluice.bench.report.Samples;
import dev.sluice.bench.report.Table;
import java.util.List;
import java.util.Locale;

/// What one length of the queue costs, and how that grows with it.
record SchedulerFigures(List<Figure> figures, double takeoverSeconds) {
    /// Microseconds, and bytes; one sample a round.
    ///
    /// @param decisionMicros mean processor time of one decision
    /// @param elapsedMicros mean time of one decision, whatever else the machine does
    /// @param cycleMicros mean time of a request's whole way: it is queued, assigned, and ends
    record Figure(
            int waitingCount,
            Samples decisionMicros,
            Samples elapsedMicros,
            Samples cycleMicros,
            long bytesPerRequest) {
        /// A short queue is lost in what else is on the heap.
        private boolean hasBytes() {
            return waitingCount >= BYTES_COUNT_MIN;
        }
    }

    private static final int BYTES_COUNT_MIN = 100_000;

    SchedulerFigures {
        figures = List.copyOf(figures);
    }

    Table table() {
        Table table =
                new Table(
                        "waiting",
                        "decision, µs",
                        "lowest",
                        "highest",
                        "elapsed, µs",
                        "cycle, µs",
                        "bytes/request");
        for (Figure figure : figures) {
            table.row(
                    Integer.toString(figure.waitingCount()),
                    digits(figure.decisionMicros().median()),
                    digits(figure.decisionMicros().smallest()),
                    digits(figure.decisionMicros().largest()),
                    digits(figure.elapsedMicros().median()),
                    digits(figure.cycleMicros().median()),
                    figure.hasBytes() ? Long.toString(figure.bytesPerRequest()) : "-");
        }
        return table;
    }

    /// Cost of a decision on the longest queue against the shortest; and the same of log n, which
    /// it may grow with.
    double growth() {
        return figures.getLast().decisionMicros().median()
                / figures.getFirst().decisionMicros().median();
    }

    double logGrowth() {
        return Math.log(figures.getLast().waitingCount())
                / Math.log(figures.getFirst().waitingCount());
    }

    /// `{"waiting":{"1000":{"decision_us","decision_elapsed_us","cycle_us","bytes_per_request"},…},
    /// "growth","log_growth","takeover_s"}`.
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode waiting = json.putObject("waiting");
        for (Figure figure : figures) {
            ObjectNode entry = waiting.putObject("" + figure.waitingCount());
            entry.put("decision_us", hundredth(figure.decisionMicros().median()))
                    .put("decision_elapsed_us", hundredth(figure.elapsedMicros().median()))
                    .put("cycle_us", hundredth(figure.cycleMicros().median()));
            if (figure.hasBytes()) {
                entry.put("bytes_per_request", figure.bytesPerRequest());
            }
        }
        return json.put("growth", Rounding.toTenth(growth()))
                .put("log_growth", Rounding.toTenth(logGrowth()))
                .put("takeover_s", Rounding.toTenth(takeoverSeconds));
    }

    private static double hundredth(double value) {
        return Math.round(value * 100) / 100.0;
    }

    private static String digits(double micros) {
        return String.format(Locale.ROOT, "%.2f", micros);
    }
}
