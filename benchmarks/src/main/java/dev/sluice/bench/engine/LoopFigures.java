package dev.sluice.bench.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.report.Rounding;
import dev.sluice.bench.report.Samples;
import dev.sluice.bench.report.Table;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.function.ToDoubleFunction;

/// What a client notices of the decode loop, and how long a worker takes to have its model.
///
/// @param loadMillis from its folder, verified, to an engine that takes prompts
/// @param beside by the number of running streams
record LoopFigures(
        List<Double> loadMillis,
        List<PrefixReuse> prefixes,
        SequencedMap<Integer, List<BesidePrompt>> beside,
        double heapBytesPerToken) {
    LoopFigures {
        loadMillis = List.copyOf(loadMillis);
        prefixes = List.copyOf(prefixes);
        beside = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(beside));
    }

    Table table() {
        Table table = new Table("decode loop", "median", "lowest", "highest");
        row(table, "load the model, file in the page cache, ms", loadMillis, millis -> millis);
        row(table, "prompt of 1,024 tokens, first token, ms", prefixes, PrefixReuse::firstMillis);
        row(table, "another, same first 1,000, ms", prefixes, PrefixReuse::secondMillis);
        row(table, "  of the first, %", prefixes, PrefixReuse::percent);
        beside.forEach((count, of) -> {
            row(table, count + " streams alone, gap p95, ms", of, BesidePrompt::baselineMillis);
            row(table, "  beside such a prompt, ms", of, BesidePrompt::besideMillis);
            row(table, "  ratio", of, BesidePrompt::ratio);
            row(table, "  longest gap, ms", of, BesidePrompt::longestMillis);
            row(table, "  its first token, ms", of, BesidePrompt::firstTokenMillis);
        });
        String bytes = digits(heapBytesPerToken);
        return table.row("Java heap taken for a token, bytes", bytes, bytes, bytes);
    }

    /// `"load_ms":…,"prefix":{…},"beside_prompt":{"N":{…}},"heap_bytes_per_token":…`, medians.
    void putInto(ObjectNode json) {
        put(json, "load_ms", loadMillis, millis -> millis);
        ObjectNode prefix = json.putObject("prefix");
        put(prefix, "first_ttft_ms", prefixes, PrefixReuse::firstMillis);
        put(prefix, "second_ttft_ms", prefixes, PrefixReuse::secondMillis);
        put(prefix, "percent", prefixes, PrefixReuse::percent);
        ObjectNode besidePrompt = json.putObject("beside_prompt");
        beside.forEach((count, of) -> {
            ObjectNode figures = besidePrompt.putObject("" + count);
            put(figures, "baseline_itl_p95_ms", of, BesidePrompt::baselineMillis);
            put(figures, "itl_p95_ms", of, BesidePrompt::besideMillis);
            put(figures, "ratio", of, BesidePrompt::ratio);
            put(figures, "itl_longest_ms", of, BesidePrompt::longestMillis);
            put(figures, "ttft_ms", of, BesidePrompt::firstTokenMillis);
        });
        json.put("heap_bytes_per_token", Rounding.toTenth(heapBytesPerToken));
    }

    private static <T> void row(
            Table table, String name, List<T> measured, ToDoubleFunction<T> figure) {
        Samples samples = samples(measured, figure);
        table.row(
                name,
                digits(samples.median()),
                digits(samples.smallest()),
                digits(samples.largest()));
    }

    private static <T> void put(
            ObjectNode json, String name, List<T> measured, ToDoubleFunction<T> figure) {
        json.put(name, Rounding.toHundredth(samples(measured, figure).median()));
    }

    private static <T> Samples samples(List<T> measured, ToDoubleFunction<T> figure) {
        return new Samples(measured.stream().map(figure::applyAsDouble).toList());
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
