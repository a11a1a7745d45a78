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

    private static final int TOKEN_LENGTH = 4;
    private static final int ROUNDS = 3;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MILLION = 1e6;
    private static final String CORPUS = "the texts";

    private final SequencedMap<String, Samples> wholes = new LinkedHashMap<>();
    private final SequencedMap<String, Samples> chunked = new LinkedHashMap<>();
    private final Latencies chunks = new Latencies();

    static SpeedFigures measure(Masker masker, List<LabelledText> texts) {
        SpeedFigures figures = new SpeedFigures();
        StringBuilder corpus = new StringBuilder();
        texts.forEach(text -> corpus.append(text.text()).append("\n\n"));
        String benign = BenchText.repeated(corpus.toString());
        figures.add(masker, CORPUS, benign);
        for (BenchText text : BenchText.values()) {
            figures.add(masker, text.name(), text.text());
        }
        figures.timeChunks(masker, benign);
        return figures;
    }

    Table table() {
        Table table = new Table("million characters/s", "whole", "chunks of 4", "lowest", "time x");
        wholes.forEach((name, samples) -> {
            Samples inChunks = chunked.getOrDefault(name, samples);
            table.row(
                    name,
                    "" + Rounding.toTenth(samples.median()),
                    "" + Rounding.toTenth(inChunks.median()),
                    "" + Rounding.toTenth(inChunks.smallest()),
                    "" + Rounding.toTenth(timesOfCorpus(samples)));
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

    /// How many times as long as the corpus such a text takes.
    private double timesOfCorpus(Samples samples) {
        return wholes.getOrDefault(CORPUS, samples).median() / samples.median();
    }

    /// The slowest of the hostile texts against the corpus, each as a whole.
    private double slowestHostile() {
        double slowest = 0;
        for (BenchText text : BenchText.values()) {
            Samples samples = wholes.get(text.name());
            if (text.isHostile() && samples != null) {
                slowest = Math.max(slowest, timesOfCorpus(samples));
            }
        }
        return slowest;
    }

    ///
    /// `{"million_characters_per_second":{TEXT:{"whole","chunks"}},"hostile_times","chunk_micros_p99"}`.
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode speeds = json.putObject("million_characters_per_second");
        wholes.forEach((name, samples) ->
                speeds.putObject(name)
                        .put("whole", Rounding.toTenth(samples.median()))
                        .put(
                                "chunks",
                                Rounding.toTenth(chunked.getOrDefault(name, samples).median())));
        json.put("hostile_times", Rounding.toTenth(slowestHostile()));
        return json.put("chunk_micros_p99", chunks.percentileMillis(99) * 1000);
    }

    private void add(Masker masker, String name, String text) {
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
}
