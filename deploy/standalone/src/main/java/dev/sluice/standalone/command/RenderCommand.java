package dev.sluice.standalone.command;

import dev.sluice.standalone.console.OperatorFailure;
import dev.sluice.worker.chat.ChatTemplate;
import dev.sluice.worker.chat.TemplateTokens;
import dev.sluice.worker.models.ModelFolder;
import dev.sluice.worker.models.ModelStore;
import dev.sluice.worker.models.RenderLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A chat template as a filter.
@Command(
        name = "render",
        description = {
            "Turns lines {\"messages\":[…],\"tools\":[…],\"add_generation_prompt\":true} on"
                    + " standard input",
            "into lines {\"text\":\"…\"}: what the model is given to read. A line that cannot be"
                    + " rendered",
            "is answered with {\"error\":\"…\"}.",
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  echo '{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}' | ./sluice models"
                    + " render",
            "  ./sluice models render --template chat.jinja --bos '<s>' --eos '</s>' < lines.jsonl",
        })
final class RenderCommand implements Callable<Integer> {
    @Option(
            names = "--model",
            paramLabel = "N",
            description = "a model of the store (default: the catalogue's)")
    private @Nullable String model;

    @Option(
            names = "--template",
            paramLabel = "F",
            description = "a Jinja file in place of the model's template")
    private @Nullable Path template;

    @Option(names = "--bos", paramLabel = "S", description = "the text of the first token")
    private @Nullable String bos;

    @Option(names = "--eos", paramLabel = "S", description = "the text of the last token")
    private @Nullable String eos;

    @Option(
            names = "--now",
            paramLabel = "EPOCH",
            description = "the time that the template sees, in seconds since 1970, UTC")
    private @Nullable Long nowSeconds;

    @Override
    public Integer call() throws IOException {
        LineFilter.run(lines()::answer);
        return 0;
    }

    private RenderLines lines() {
        if (template != null) {
            return new RenderLines(parsed(template), tokens(TemplateTokens.NONE), now());
        }
        ModelFolder folder = folder();
        return new RenderLines(folder.openChatTemplate(), tokens(folder.templateTokens()), now());
    }

    private ModelFolder folder() {
        ModelStore store = ModelsCommand.store();
        try (var progress = ModelsCommand.progress()) {
            return store.ensure(model == null ? store.defaultName() : model, progress);
        }
    }

    private TemplateTokens tokens(TemplateTokens defaults) {
        return new TemplateTokens(
                bos == null ? defaults.beginning() : bos, eos == null ? defaults.end() : eos);
    }

    private LocalDateTime now() {
        Instant now = nowSeconds == null ? Instant.now() : Instant.ofEpochSecond(nowSeconds);
        return LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    }

    private static ChatTemplate parsed(Path file) {
        try {
            return ChatTemplate.parse(Files.readString(file));
        } catch (IOException e) {
            throw new OperatorFailure(
                    "template %s cannot be read (%s): name a file in UTF-8"
                            .formatted(file, OperatorFailure.reasonOf(e)),
                    e);
        }
    }
}
