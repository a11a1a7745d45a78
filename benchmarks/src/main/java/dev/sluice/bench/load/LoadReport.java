package dev.sluice.bench.load;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.report.Latencies;
import dev.sluice.bench.report.Rounding;
import dev.sluice.bench.report.Table;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// One or several kinds of load, side by side.
record LoadReport(SequencedMap<Load, LoadFigures> figures, ServiceLevel level) {
    LoadReport {
        figures = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(figures));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        figures.forEach((load, of) -> text.append(section(load, of)).append("\n\n"));
        if (figures.size() > 1) {
            text.append(ratioLine());
        }
        return text.toString().stripTrailing();
    }

    /// The figures of the one load; of several,
    /// `{"runs":[…],"tokens_per_second_ratio":last/first}`.
    ObjectNode json() {
        if (figures.size() == 1) {
            return json(figures.firstEntry().getKey(), figures.firstEntry().getValue());
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode runs = json.putArray("runs");
        figures.forEach((load, of) -> runs.add(json(load, of)));
        return json.put("tokens_per_second_ratio", Rounding.toThousandth(ratio()));
    }

    /// Tokens per second under the last load against those under the first.
    double ratio() {
        double first = figures.firstEntry().getValue().tokensPerSecond();
        return first == 0 ? 0 : figures.lastEntry().getValue().tokensPerSecond() / first;
    }

    private static ObjectNode json(Load load, LoadFigures figures) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        switch (load) {
            case Load.Streams(int count) -> json.put("streams", count);
            case Load.Rate(double perSecond) -> json.put("rate_per_second", perSecond);
        }
        return json.setAll(figures.json());
    }

    private String section(Load load, LoadFigures of) {
        String summary =
                String.format(
                        Locale.ROOT,
                        "%s: %d answers, %d errors %s, %.1f tokens/s, goodput %.2f requests/s (%s)",
                        load,
                        of.completedCount(),
                        of.errorCount(),
                        of.errors(),
                        of.tokensPerSecond(),
                        of.goodputPerSecond(),
                        level);
        return summary + "\n" + table(of);
    }

    private static Table table(LoadFigures of) {
        Table table = new Table("ms", "p50", "p90", "p95", "p99", "mean", "max");
        row(table, "TTFT", of.firstToken());
        row(table, "ITL", of.betweenTokens());
        row(table, "TPOT", of.perToken());
        row(table, "end to end", of.endToEnd());
        return table;
    }

    private static void row(Table table, String name, Latencies of) {
        table.row(
                name,
                millis(of.percentileMillis(50)),
                millis(of.percentileMillis(90)),
                millis(of.percentileMillis(95)),
                millis(of.percentileMillis(99)),
                millis(of.meanMillis()),
                millis(of.largestMillis()));
    }

    private String ratioLine() {
        return String.format(
                Locale.ROOT,
                "tokens/s, %s against %s: %.2f times",
                figures.lastEntry().getKey(),
                figures.firstEntry().getKey(),
                ratio());
    }

    private static String millis(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
