package dev.sluice.bench.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.HdrHistogram.Histogram;

/// Durations, and their percentiles in milliseconds: the p-th percentile is the smallest duration
/// that at least p percent of them do not exceed. Kept to three digits, from a microsecond to an
/// hour; what is longer counts as an hour.
public final class Latencies {
    public static final List<Double> PERCENTILES = List.of(50.0, 90.0, 95.0, 99.0);

    private static final long MICROS_MAX = 3_600_000_000L;
    private static final int DIGITS = 3;
    private static final double MICROS_PER_MILLI = 1000;

    private final Histogram micros = new Histogram(1, MICROS_MAX, DIGITS);

    public void addNanos(long nanos) {
        micros.recordValue(Math.clamp(nanos / 1000, 1, MICROS_MAX));
    }

    public long count() {
        return micros.getTotalCount();
    }

    /// 0 where there is none.
    public double percentileMillis(double percent) {
        return count() == 0 ? 0 : micros.getValueAtPercentile(percent) / MICROS_PER_MILLI;
    }

    public double meanMillis() {
        return count() == 0 ? 0 : micros.getMean() / MICROS_PER_MILLI;
    }

    public double largestMillis() {
        return count() == 0 ? 0 : micros.getMaxValue() / MICROS_PER_MILLI;
    }

    /// `{"count","mean","p50","p90","p95","p99","max"}`, in milliseconds.
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("count", count());
        json.put("mean", Rounding.toThousandth(meanMillis()));
        for (double percent : PERCENTILES) {
            json.put("p" + (int) percent, Rounding.toThousandth(percentileMillis(percent)));
        }
        return json.put("max", Rounding.toThousandth(largestMillis()));
    }
}
