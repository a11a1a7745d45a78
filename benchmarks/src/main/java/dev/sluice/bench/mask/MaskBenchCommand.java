package dev.sluice.bench.mask;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.masking.Masker;
import dev.sluice.masking.policy.MaskingPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `bench mask`.
@Command(
        name = "mask",
        description = {
            "Measures the masker, all detectors on, against labelled texts (JSON of"
                    + " presidio-research).",
            "",
            "recall      labels that a finding of their type overlaps, of all labels",
            "precision   findings of a type that overlap such a label, of all findings",
            "held        characters not shown yet, after each character",
            "speed       by CPU time of one thread; texts made to be slow stand beside them",
            "time x      how many times as long as the labelled texts a text takes",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice bench mask --corpus generated_large.json",
            "  ./sluice bench mask --corpus generated_large.json --no-speed --json",
        })
public final class MaskBenchCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--corpus",
            paramLabel = "FILE",
            required = true,
            description = "array of {\"full_text\",\"spans\"}")
    private @Nullable Path corpus;

    @Option(
            names = "--speed",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "measure speed as well (default: true)")
    private boolean isTimed = true;

    @Option(names = "--json", description = "print a line of JSON after the tables")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<LabelledText> texts = read();
        Masker masker = Masker.of(MaskingPolicy.maskEverything());
        CorpusFigures found = CorpusFigures.measure(masker, texts);
        PrintWriter out = commandSpec().commandLine().getOut();
        ObjectNode line = found.json();
        out.println(found.table());
        out.println();
        out.println(found.heldTable());
        if (isTimed) {
            SpeedFigures speed = SpeedFigures.measure(masker, texts);
            out.println();
            out.println(speed.table());
            out.println();
            out.println(speed.chunkTable());
            line.set("speed", speed.json());
        }
        if (json) {
            out.println(line);
        }
        out.flush();
        return 0;
    }

    private List<LabelledText> read() throws IOException {
        Path file = Objects.requireNonNull(corpus, "required by picocli");
        if (!Files.isReadable(file)) {
            throw new ParameterException(
                    commandSpec().commandLine(), "--corpus " + file + " cannot be read");
        }
        return LabelledText.read(file);
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(spec, "set by picocli");
    }
}
