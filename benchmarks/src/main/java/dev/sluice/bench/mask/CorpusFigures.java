package dev.sluice.bench.mask;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bench.mask.LabelledText.Label;
import dev.sluice.bench.report.Rounding;
import dev.sluice.bench.report.Table;
import dev.sluice.masking.Finding;
import dev.sluice.masking.Masker;
import dev.sluice.masking.StreamingMasker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/// What the masker finds in labelled texts, and how many characters it holds back after each one.
///
/// recall = labels that a finding of their type overlaps / labels; precision = findings of a type
/// that overlap such a label / findings. Types that the labels know under no name of ours count as
/// missed, and as found by nobody.
final class CorpusFigures {

    /// Label → the types that mean it.
    private static final Map<String, Set<String>> TYPES =
            Map.ofEntries(
                    Map.entry("CREDIT_CARD", Set.of("BANK_CARD")),
                    Map.entry("IBAN_CODE", Set.of("IBAN")),
                    Map.entry("US_SSN", Set.of("US_SSN")),
                    Map.entry("IP_ADDRESS", Set.of("IP_ADDRESS")),
                    Map.entry("EMAIL_ADDRESS", Set.of("EMAIL")),
                    Map.entry("DOMAIN_NAME", Set.of("URL", "DOMAIN")),
                    Map.entry("PHONE_NUMBER", Set.of("PHONE", "CN_MOBILE", "CN_LANDLINE")),
                    Map.entry("US_DRIVER_LICENSE", Set.of("DRIVER_LICENSE")),
                    Map.entry("DATE_TIME", Set.of("DATE_OF_BIRTH")),
                    Map.entry("ADDRESS", Set.of("ADDRESS")),
                    Map.entry("PERSON", Set.of("PERSON")));

    /// Longest hold, plus a pair of escaped surrogates that is not complete.
    private static final int HELD_MAX = 333;

    /// Of one label.
    private static final class Counts {
        private int labels;
        private int labelsFound;
        private int findings;
        private int findingsRight;

        double recall() {
            return labels == 0 ? 1 : (double) labelsFound / labels;
        }

        double precision() {
            return findings == 0 ? 1 : (double) findingsRight / findings;
        }
    }

    private final SortedMap<String, Counts> byLabel = new TreeMap<>();
    private final Histogram held = new Histogram(HELD_MAX, 3);

    static CorpusFigures measure(Masker masker, List<LabelledText> texts) {
        CorpusFigures figures = new CorpusFigures();
        TYPES.keySet().forEach(figures::countsOf);
        texts.forEach(text -> figures.add(text, figures.findings(masker, text.text())));
        return figures;
    }

    Table table() {
        Table table = new Table("label", "labels", "recall", "findings", "precision");
        byLabel.forEach((label, counts) ->
                table.row(
                        label,
                        "" + counts.labels,
                        "" + Rounding.toThousandth(counts.recall()),
                        "" + counts.findings,
                        "" + Rounding.toThousandth(counts.precision())));
        return table;
    }

    Table heldTable() {
        return new Table("characters held", "mean", "p95", "p99", "max")
                .row(
                        "after each character",
                        "" + Rounding.toThousandth(held.getMean()),
                        "" + held.getValueAtPercentile(95),
                        "" + held.getValueAtPercentile(99),
                        "" + held.getMaxValue());
    }

    ///
    /// `{"types":{LABEL:{"labels","recall","findings","precision"}},"held":{"mean","p95","p99","max"}}`.
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode types = json.putObject("types");
        byLabel.forEach((label, counts) ->
                types.putObject(label)
                        .put("labels", counts.labels)
                        .put("recall", Rounding.toThousandth(counts.recall()))
                        .put("findings", counts.findings)
                        .put("precision", Rounding.toThousandth(counts.precision())));
        json.putObject("held")
                .put("mean", Rounding.toThousandth(held.getMean()))
                .put("p95", held.getValueAtPercentile(95))
                .put("p99", held.getValueAtPercentile(99))
                .put("max", held.getMaxValue());
        return json;
    }

    private List<Finding> findings(Masker masker, String text) {
        StreamingMasker stream = masker.open();
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < text.length(); i++) {
            findings.addAll(stream.append(text.substring(i, i + 1)).findings());
            held.recordValue(stream.heldLength());
        }
        findings.addAll(stream.flush().findings());
        return findings;
    }

    private void add(LabelledText text, List<Finding> findings) {
        for (Label label : text.labels()) {
            Counts counts = countsOf(label.type());
            counts.labels++;
            counts.labelsFound += findings.stream().anyMatch(f -> isRight(f, label)) ? 1 : 0;
        }
        for (Finding finding : findings) {
            labelOf(finding)
                    .ifPresent(label -> {
                        Counts counts = countsOf(label);
                        counts.findings++;
                        counts.findingsRight +=
                                text.labels().stream().anyMatch(l -> isRight(finding, l)) ? 1 : 0;
                    });
        }
    }

    private Counts countsOf(String label) {
        return byLabel.computeIfAbsent(label, _ -> new Counts());
    }

    private static Optional<String> labelOf(Finding finding) {
        return TYPES.entrySet().stream()
                .filter(entry -> entry.getValue().contains(finding.type().name()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean isRight(Finding finding, Label label) {
        return TYPES.getOrDefault(label.type(), Set.of()).contains(finding.type().name())
                && finding.start() < label.end()
                && label.start() < finding.end();
    }
}
