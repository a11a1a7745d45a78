package dev.sluice.bench.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.report.Rounding;
import dev.sluice.bench.report.Samples;
import dev.sluice.bench.report.Table;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What a client notices of the decode loop.
record LoopFigures(List<PrefixReuse> prefixes) {
    LoopFigures {
        prefixes = List.copyOf(prefixes);
    }

    Table table() {
        return new Table("decode loop", "median", "lowest", "highest")
                .row(cells("prompt of 1,024 tokens, first token, ms", firstMillis()))
                .row(cells("another with the same first 1,000, ms", secondMillis()))
                .row(cells("of the first, %", percent()));
    }

    /// `"prefix":{"first_ttft_ms":…,"second_ttft_ms":…,"percent":…}`, medians.
    void putInto(ObjectNode json) {
        json.putObject("prefix")
                .put("first_ttft_ms", Rounding.toTenth(firstMillis().median()))
                .put("second_ttft_ms", Rounding.toTenth(secondMillis().median()))
                .put("percent", Rounding.toTenth(percent().median()));
    }

    private Samples firstMillis() {
        return samples(PrefixReuse::firstMillis);
    }

    private Samples secondMillis() {
        return samples(PrefixReuse::secondMillis);
    }

    private Samples percent() {
        return samples(PrefixReuse::percent);
    }

    private Samples samples(ToDoubleFunction<PrefixReuse> figure) {
        return new Samples(prefixes.stream().map(figure::applyAsDouble).toList());
    }

    private static String[] cells(String name, Samples samples) {
        return new String[] {
            name, digits(samples.median()), digits(samples.smallest()), digits(samples.largest())
        };
    }

    private static String digits(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
