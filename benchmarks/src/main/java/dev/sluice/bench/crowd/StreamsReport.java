package dev.sluice.bench.crowd;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.report.Rounding;
import dev.sluice.bench.report.Table;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The figures of one run.
///
/// @param seconds length of the window
/// @param count as of the window's end
/// @param gateway null: its process cannot be looked at
record StreamsReport(
        int connectionCount,
        int streamCount,
        double seconds,
        Tally.Count count,
        @Nullable GatewayCost gateway) {
    private static final double BYTES_PER_KB = 1024;
    private static final double BYTES_PER_MB = 1024 * 1024;

    /// What the gateway's process took.
    ///
    /// @param idleCount idle connections that were open together
    /// @param restBytes resident after a warm-up, without connections
    /// @param idleBytes resident with the idle ones
    /// @param streamsBytes resident at the end of the window
    /// @param peakBytes the most that was seen in the window
    /// @param cores processor time in the window, by its length
    /// @param machineCores the same of the whole machine
    record GatewayCost(
            long pid,
            int idleCount,
            long restBytes,
            long idleBytes,
            long streamsBytes,
            long peakBytes,
            double cores,
            double machineCores) {
        double kbPerIdleConnection() {
            return (idleBytes - restBytes) / BYTES_PER_KB / Math.max(1, idleCount);
        }

        private double kbPerStream(int openCount) {
            return (peakBytes - restBytes) / BYTES_PER_KB / Math.max(1, openCount);
        }
    }

    /// Nothing was lost, left out or refused.
    boolean isComplete() {
        return count.openedCount() == connectionCount
                && count.lostCount() == 0
                && count.missedCount() == 0;
    }

    double eventsPerSecond() {
        return count.eventCount() / seconds;
    }

    String text() {
        Table table =
                new Table("connections", "")
                        .row("asked for", "" + connectionCount)
                        .row("streams they read", "" + streamCount)
                        .row("opened", "" + count.openedCount())
                        .row("dropped " + count.losses(), "" + count.lostCount())
                        .row("came to their end", "" + count.finishedCount())
                        .row("events", "" + count.eventCount())
                        .row("events/s", oneDigit(eventsPerSecond()))
                        .row("events missed", "" + count.missedCount())
                        .row("ms between events, p50", oneDigit(count.gaps().percentileMillis(50)))
                        .row("ms between events, p99", oneDigit(count.gaps().percentileMillis(99)))
                        .row("ms between events, max", oneDigit(count.gaps().largestMillis()));
        return table + "\n\n" + costText();
    }

    private String costText() {
        if (gateway == null) {
            return "the gateway's process cannot be looked at from here: no memory, no processor"
                    + " time";
        }
        return new Table("gateway's process", "" + gateway.pid())
                .row("MB resident at rest", megabytes(gateway.restBytes()))
                .row("MB with " + gateway.idleCount() + " idle", megabytes(gateway.idleBytes()))
                .row("MB with streams, most", megabytes(gateway.peakBytes()))
                .row("KB per idle connection", oneDigit(gateway.kbPerIdleConnection()))
                .row("KB per stream", oneDigit(gateway.kbPerStream(count.openedCount())))
                .row("cores", twoDigits(gateway.cores()))
                .row("cores of the whole machine", twoDigits(gateway.machineCores()))
                .toString();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("connections", connectionCount).put("streams", streamCount);
        json.put("seconds", Rounding.toThousandth(seconds));
        json.put("opened", count.openedCount()).put("dropped", count.lostCount());
        ObjectNode reasons = json.putObject("dropped_by_reason");
        count.losses().forEach(reasons::put);
        json.put("finished", count.finishedCount());
        json.put("events", count.eventCount()).put("events_missed", count.missedCount());
        json.put("events_per_second", Rounding.toThousandth(eventsPerSecond()));
        json.set("gap_ms", count.gaps().toJson());
        if (gateway != null) {
            ObjectNode cost = json.putObject("gateway");
            cost.put("pid", gateway.pid()).put("idle_connections", gateway.idleCount());
            cost.put("rest_bytes", gateway.restBytes()).put("idle_bytes", gateway.idleBytes());
            cost.put("streams_bytes", gateway.streamsBytes());
            cost.put("peak_bytes", gateway.peakBytes());
            cost.put("kb_per_idle_connection", Rounding.toTenth(gateway.kbPerIdleConnection()));
            cost.put("kb_per_stream", Rounding.toTenth(gateway.kbPerStream(count.openedCount())));
            cost.put("cores", Rounding.toThousandth(gateway.cores()));
            cost.put("machine_cores", Rounding.toThousandth(gateway.machineCores()));
        }
        return json;
    }

    private static String megabytes(long bytes) {
        return oneDigit(bytes / BYTES_PER_MB);
    }

    private static String oneDigit(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String twoDigits(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
