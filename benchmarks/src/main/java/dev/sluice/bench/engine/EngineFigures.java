package dev.sluice.bench.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.report.Rounding;
import dev.sluice.bench.report.Samples;
import dev.sluice.bench.report.Table;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// Tokens per second of each workload.
record EngineFigures(SequencedMap<Workload, Samples> tokensPerSecond) {
    EngineFigures {
        tokensPerSecond =
                Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tokensPerSecond));
    }

    Table table() {
        Table table = new Table("tokens/s", "median", "lowest", "highest");
        tokensPerSecond.forEach((workload, samples) ->
                table.row(
                        name(workload),
                        digits(samples.median()),
                        digits(samples.smallest()),
                        digits(samples.largest())));
        return table;
    }

    /// `{"decode":{"1":tokens/s,…},"prefill":{"128":tokens/s,…},"requests":{"8":tokens/s,…}}`,
    /// medians.
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode decode = json.putObject("decode");
        ObjectNode prefill = json.putObject("prefill");
        ObjectNode requests = json.putObject("requests");
        tokensPerSecond.forEach((workload, samples) -> {
            double median = Rounding.toTenth(samples.median());
            switch (workload) {
                case Workload.Decode(int count) -> decode.put("" + count, median);
                case Workload.Prefill(int count) -> prefill.put("" + count, median);
                case Workload.Requests(int count) -> requests.put("" + count, median);
            }
        });
        return json;
    }

    private static String name(Workload workload) {
        return switch (workload) {
            case Workload.Decode(int count) -> "decode, sequences: " + count;
            case Workload.Prefill(int count) -> "prefill, tokens: " + count;
            case Workload.Requests(int count) -> "whole requests: " + count;
        };
    }

    private static String digits(double tokensPerSecond) {
        return String.format(Locale.ROOT, "%.1f", tokensPerSecond);
    }
}
