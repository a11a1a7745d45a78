package dev.sluice.bench.accuracy;

import dev.sluice.bench.engine.ModelUnderTest;
import dev.sluice.worker.decode.Engine;
import dev.sluice.worker.engine.Device;
import dev.sluice.worker.engine.EngineOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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

/// `bench accuracy`.
@Command(
        name = "accuracy",
        description = {
            "Compares the converted model with a float32 build of the same GGUF file, which is"
                    + " made for the",
            "comparison and deleted after it. Both read one text token by token through decode"
                    + " steps; at each",
            "position their expectations of the next token are compared.",
            "",
            "KL divergence            mean over positions of the sum over tokens of p (log p -"
                    + " log q), in nats;",
            "                         p is float32's probability, q the converted model's; bar:"
                    + " at most 0.01",
            "perplexity               exp of the mean of -log p(next token); the difference is"
                    + " relative to",
            "                         float32's; bar: within 1 %%",
            "same most likely token   positions at which greedy sampling would take the same"
                    + " token",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice bench accuracy",
            "  ./sluice bench accuracy --model my-model.gguf --text letter.txt --json",
        })
public final class AccuracyCommand implements Callable<Integer> {
    /// Every token goes through a decode step; the engine wants room for one chunk all the same.
    private static final int PREFILL_UNUSED = 4;

    private static final int TOKENS_MAX = 4096;

    @Spec private @Nullable CommandSpec spec;

    @Option(
            names = "--text",
            paramLabel = "FILE",
            description = "the text, UTF-8, at most 4096 tokens (default: one of 500 tokens)")
    private @Nullable Path text;

    @Option(
            names = "--model",
            paramLabel = "NAME|FILE",
            description = "the model (default: the catalogue's default)")
    private @Nullable String model;

    @Option(
            names = "--gguf",
            paramLabel = "FILE",
            description = "what the model was made of, where that is not in SLUICE_HOME/models")
    private @Nullable Path gguf;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads of each engine (default: one per processor)")
    private int threadCount = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print a line of JSON after the table")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        Accuracy accuracy = measure(ModelUnderTest.open(model));
        PrintWriter out = commandSpec().commandLine().getOut();
        out.println(accuracy.table());
        if (json) {
            out.println(accuracy.json());
        }
        out.flush();
        return 0;
    }

    private Accuracy measure(ModelUnderTest tested) throws IOException {
        int[] tokens = tested.tokensOf(readText());
        requireTokens(tokens.length, tested.folder().config().contextTokens());
        Path source = SourceFile.find(tested.folder().manifest(), candidates(tested));
        // Two engines take turns: one that waits busily would take the other's processors.
        EngineOptions options =
                new EngineOptions(
                        new Device.Cpu(), 1, tokens.length, PREFILL_UNUSED, threadCount, false);
        try (Float32Build build = Float32Build.of(source, tested.home().cache());
                Engine exact = tested.engineOf(build.modelFile(), options);
                Engine converted = tested.engine(options)) {
            return TeacherForcing.compare(exact, converted, tokens);
        }
    }

    private List<Path> candidates(ModelUnderTest tested) throws IOException {
        if (gguf != null) {
            requireReadable("--gguf", gguf);
            return List.of(gguf);
        }
        boolean isFile = model != null && model.endsWith(".gguf");
        return isFile ? List.of(Path.of(model)) : SourceFile.in(tested.home().models());
    }

    private String readText() throws IOException {
        if (text != null) {
            requireReadable("--text", text);
            return Files.readString(text);
        }
        try (InputStream builtIn = AccuracyCommand.class.getResourceAsStream("text.txt")) {
            byte[] bytes = Objects.requireNonNull(builtIn, "text.txt").readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private void requireReadable(String option, Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new ParameterException(
                    commandSpec().commandLine(), option + " " + file + " is no readable file");
        }
    }

    private void requireTokens(int tokenCount, int contextTokens) {
        int most = Math.min(TOKENS_MAX, contextTokens);
        if (tokenCount < 2 || tokenCount > most) {
            throw new ParameterException(
                    commandSpec().commandLine(),
                    "the text has %d tokens, allowed are 2 to %d".formatted(tokenCount, most));
        }
    }

    private CommandSpec commandSpec() {
        return Objects.requireNonNull(spec, "set by picocli");
    }
}
