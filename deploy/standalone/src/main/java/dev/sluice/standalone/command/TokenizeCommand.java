package dev.sluice.standalone.command;

import dev.sluice.runtime.home.Home;
import dev.sluice.worker.models.GgufTokenizer;
import dev.sluice.worker.models.ModelStore;
import dev.sluice.worker.models.TokenizeLines;
import dev.sluice.worker.tokens.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A model's tokenizer as a filter.
@Command(
        name = "tokenize",
        description = {
            "Turns lines {\"text\":\"…\",\"add_special\":true} on standard input into lines"
                    + " {\"ids\":[…]}.",
            "A line that cannot be read is answered with {\"error\":\"…\"}.",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  echo '{\"text\":\"Hello\"}' | ./sluice models tokenize",
            "  ./sluice models tokenize --file my-model.gguf < lines.jsonl",
        })
final class TokenizeCommand implements Callable<Integer> {
    @ArgGroup private @Nullable Origin origin;

    /// Where the tokenizer comes from: one of the two, or the default model.
    static final class Origin {
        @Option(
                names = "--model",
                paramLabel = "N",
                description = "a model of the store (default: the catalogue's)")
        private @Nullable String model;

        @Option(names = "--file", paramLabel = "F.gguf", description = "a GGUF file")
        private @Nullable Path file;
    }

    @Override
    public Integer call() throws IOException {
        try (Tokenizer tokenizer = open()) {
            LineFilter.run(new TokenizeLines(tokenizer)::answer);
        }
        return 0;
    }

    private Tokenizer open() {
        Path natives = Home.open().cache();
        if (origin != null && origin.file != null) {
            return GgufTokenizer.open(origin.file, natives);
        }
        ModelStore store = ModelsCommand.store();
        String name = origin == null || origin.model == null ? store.defaultName() : origin.model;
        try (var progress = ModelsCommand.progress()) {
            return store.ensure(name, progress).openTokenizer(natives);
        }
    }
}
