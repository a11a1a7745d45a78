package dev.sluice.bench.mask;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.report.Latencies;
import dev.sluice.bench.report.Rounding;
import dev.sluice.bench.report.Samples;
import dev.sluice.bench.report.Table;
import dev.sluice.masking.Masker;
import dev.sluice.masking.StreamingMasker;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Characters per second of one thread, by its CPU time: what others do on the machine counts for
/// nothing. A text is a million characters, fed as a whole and in chunks of four as tokens come.
final class SpeedFigures {

    private static final int TEXT_LENGTH = 1_000_000;
    private static final int TOKEN_LENGTH = 4;
    private static final int ROUNDS = 5;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLION = 1e6;

    /// What is repeated to slow it down.
    private static final List<String> HOSTILE =
            List.of(
                    "a",
                    "1",
                    "4111 ",
                    "4111-1111 ",
                    "1234 5678 ",
                    "012-345-6789 ",
                    "1.1.1.",
                    "a@b.c",
                    "GB12 ",
                    "-----BEGIN ",
                    "call 12 34 ",
                    "电话12 34 ",
                    "王",
                    "北京市朝阳区");

    private final SequencedMap<String, Samples> wholes = new LinkedHashMap<>();
    private final SequencedMap<String, Samples> chunked = new LinkedHashMap<>();
    private final Latencies chunks = new Latencies();

    static SpeedFigures measure(Masker masker, List<LabelledText> texts) {
        SpeedFigures figures = new SpeedFigures();
        StringBuilder corpus = new StringBuilder();
        texts.forEach(text -> corpus.append(text.text()).append("\n\n"));
        figures.add(masker, "the texts", corpus.toString());
        HOSTILE.forEach(unit -> figures.add(masker, "'" + unit + "' repeated", unit));
        figures.timeChunks(masker, repeated(corpus.toString()));
        return figures;
    }

    Table table() {
        Table table = new Table("million characters/s", "whole", "chunks of 4", "lowest");
        wholes.forEach((name, samples) -> {
            Samples inChunks = chunked.getOrDefault(name, samples);
            table.row(
                    name,
                    "" + Rounding.toTenth(samples.median()),
                    "" + Rounding.toTenth(inChunks.median()),
                    "" + Rounding.toTenth(inChunks.smallest()));
        });
        return table;
    }

    Table chunkTable() {
        return new Table("one chunk of 4, microseconds", "mean", "p50", "p99")
                .row(
                        "wall time",
                        "" + Rounding.toTenth(chunks.meanMillis() * 1000),
                        "" + Rounding.toTenth(chunks.percentileMillis(50) * 1000),
                        "" + Rounding.toTenth(chunks.percentileMillis(99) * 1000));
    }

    /// `{"million_characters_per_second":{TEXT:{"whole","chunks"}},"chunk_micros_p99"}`.
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode speeds = json.putObject("million_characters_per_second");
        wholes.forEach((name, samples) ->
                speeds.putObject(name)
                        .put("whole", Rounding.toTenth(samples.median()))
                        .put(
                                "chunks",
                                Rounding.toTenth(chunked.getOrDefault(name, samples).median())));
        return json.put("chunk_micros_p99", chunks.percentileMillis(99) * 1000);
    }

    private void add(Masker masker, String name, String unit) {
        String text = repeated(unit);
        wholes.put(name, samples(masker, text, text.length()));
        chunked.put(name, samples(masker, text, TOKEN_LENGTH));
    }

    /// One more round before them warms up.
    private static Samples samples(Masker masker, String text, int chunkLength) {
        List<Double> speeds = new ArrayList<>();
        for (int round = 0; round <= ROUNDS; round++) {
            long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            StreamingMasker stream = masker.open();
            for (int from = 0; from < text.length(); from += chunkLength) {
                stream.append(text.substring(from, Math.min(text.length(), from + chunkLength)));
            }
            stream.flush();
            long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
            speeds.add(text.length() / MILLION / (nanos / NANOS_PER_SECOND));
        }
        return new Samples(speeds.subList(1, speeds.size()));
    }

    private void timeChunks(Masker masker, String text) {
        StreamingMasker stream = masker.open();
        for (int from = 0; from < text.length(); from += TOKEN_LENGTH) {
            String chunk = text.substring(from, Math.min(text.length(), from + TOKEN_LENGTH));
            long before = System.nanoTime();
            stream.append(chunk);
            chunks.addNanos(System.nanoTime() - before);
        }
    }

    private static String repeated(String unit) {
        return unit.repeat(TEXT_LENGTH / unit.length() + 1).substring(0, TEXT_LENGTH);
    }
}
