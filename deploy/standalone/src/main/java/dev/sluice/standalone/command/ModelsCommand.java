package dev.sluice.standalone.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.modelbuilder.BuildOptions;
import dev.sluice.modelbuilder.FileProblem;
import dev.sluice.modelbuilder.ModelBuilder;
import dev.sluice.modelbuilder.gguf.ModelFileException;
import dev.sluice.runtime.home.Home;
import dev.sluice.standalone.console.OperatorFailure;
import dev.sluice.standalone.console.Terminal;
import dev.sluice.standalone.models.ProgressDisplay;
import dev.sluice.worker.models.ModelFolder;
import dev.sluice.worker.models.ModelListing;
import dev.sluice.worker.models.ModelProgress;
import dev.sluice.worker.models.ModelStore;
import dev.sluice.worker.models.ModelVariant;
import dev.sluice.worker.models.PullOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The models of this machine. What came out is printed on standard output, progress on standard
/// error.
@Command(
        name = "models",
        description =
                "Lists, fetches, converts, checks and tries the models in SLUICE_HOME/models.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {TokenizeCommand.class, RenderCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice models list",
            "  ./sluice models pull smollm2-135m-instruct",
            "  ./sluice models pull --name tiny --sha256 HASH https://example.org/tiny.gguf",
            "  ./sluice models verify smollm2-135m-instruct",
        })
final class ModelsCommand {
    @Command(
            name = "list",
            description = "Lists the models that are here or in the catalogue.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  ./sluice models list", "  ./sluice models list --json"})
    int list(@Option(names = "--json", description = "print JSON") boolean json) {
        List<ModelListing> models = store().list();
        if (json) {
            printJson(models);
        } else {
            models.forEach(ModelsCommand::print);
        }
        return 0;
    }

    @Command(
            name = "pull",
            description = "Fetches a model of the catalogue, or a GGUF file, and converts it.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./sluice models pull smollm2-135m-instruct",
                "  ./sluice models pull --name tiny --sha256 HASH https://example.org/tiny.gguf",
                "  ./sluice models pull --device cuda smollm2-135m-instruct   for NVIDIA GPUs",
                "  ./sluice models pull --force smollm2-135m-instruct   repairs a damaged one",
            })
    int pull(
            @Option(names = "--name", paramLabel = "N", description = "what to call it")
                    @Nullable String name,
            @Option(
                            names = "--sha256",
                            paramLabel = "H",
                            description = "the hash that the file must have")
                    @Nullable String sha256,
            @Option(
                            names = "--device",
                            paramLabel = "cpu|cuda",
                            defaultValue = "cpu",
                            description = "what it is to run on (default: ${DEFAULT-VALUE})")
                    ModelVariant device,
            @Option(names = "--force", description = "convert again what is there") boolean force,
            @Parameters(paramLabel = "NAME|URL") String nameOrUrl) {
        var options =
                new PullOptions(
                        Optional.ofNullable(name),
                        Optional.ofNullable(sha256).map(hash -> hash.toLowerCase(Locale.ROOT)),
                        force);
        try (var progress = progress()) {
            printBuilt(store(device).pull(nameOrUrl, options, progress));
        }
        return 0;
    }

    @Command(
            name = "build",
            description = "Converts a GGUF file of this machine into an ONNX model folder.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./sluice models build my-model.gguf",
                "  ./sluice models build --out /srv/models/mine my-model.gguf",
                "  ./sluice models build --device cuda my-model.gguf",
            })
    int build(
            @Option(
                            names = "--out",
                            paramLabel = "FOLDER",
                            description = "where to (default: the store, under the file's name)")
                    @Nullable Path out,
            @Option(
                            names = "--device",
                            paramLabel = "cpu|cuda",
                            defaultValue = "cpu",
                            description = "what it is to run on (default: ${DEFAULT-VALUE})")
                    ModelVariant device,
            @Parameters(paramLabel = "FILE.gguf") Path file) {
        try (var progress = progress()) {
            if (out == null) {
                printBuilt(store(device).ensure(file.toAbsolutePath().toString(), progress));
            } else {
                buildInto(out, file, device, progress);
                System.out.println(out.toAbsolutePath());
            }
        }
        return 0;
    }

    @Command(
            name = "verify",
            description = "Checks every file of a converted model against its manifest.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  ./sluice models verify smollm2-135m-instruct")
    int verify(@Parameters(paramLabel = "NAME") String name) {
        List<FileProblem> problems = store().verify(name);
        if (!problems.isEmpty()) {
            String described =
                    String.join("; ", problems.stream().map(FileProblem::describe).toList());
            throw new OperatorFailure(
                    "model %s is damaged: %s; repair it with %s"
                            .formatted(name, described, ModelVariant.CPU.repairCommand(name)));
        }
        System.out.println(name + " is as its manifest says");
        return 0;
    }

    @Command(
            name = "remove",
            description = "Deletes a model and the file it was made of.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  ./sluice models remove smollm2-135m-instruct")
    int remove(@Parameters(paramLabel = "NAME") String name) {
        if (!store().remove(name)) {
            throw new OperatorFailure(
                    "model %s is not on this machine: ./sluice models list has the names"
                            .formatted(name));
        }
        System.out.println(name + " removed");
        return 0;
    }

    private static ModelStore store(ModelVariant device) {
        return ModelStore.open(Home.open().models(), device);
    }

    static ModelStore store() {
        return ModelStore.open(Home.open().models());
    }

    static ProgressDisplay progress() {
        return ProgressDisplay.onStandardError(Terminal.isInteractive());
    }

    private static void buildInto(
            Path out, Path file, ModelVariant variant, ModelProgress progress) {
        try {
            ModelBuilder.build(
                    file,
                    out,
                    variant.options(BuildOptions.defaults()),
                    (done, total, label) ->
                            progress.onProgress(ModelProgress.Step.BUILD, label, done, total));
        } catch (IOException | ModelFileException e) {
            throw new OperatorFailure(
                    "%s cannot be converted into %s: %s"
                            .formatted(file, out, OperatorFailure.reasonOf(e)),
                    e);
        }
    }

    private static void printBuilt(ModelFolder model) {
        System.out.printf("%s is ready in %s%n", model.name(), model.folder());
    }

    private static void print(ModelListing model) {
        System.out.printf(
                Locale.ROOT,
                "%-28s %-10s %8.1f MB  %s%s%n",
                model.name(),
                model.state().name().toLowerCase(Locale.ROOT),
                model.bytes() / 1e6,
                model.isDefault() ? "(default) " : "",
                model.description());
    }

    private static void printJson(List<ModelListing> models) {
        var nodes = JsonNodeFactory.instance.arrayNode();
        for (ModelListing model : models) {
            nodes.addObject()
                    .put("name", model.name())
                    .put("state", model.state().name().toLowerCase(Locale.ROOT))
                    .put("bytes", model.bytes())
                    .put("default", model.isDefault())
                    .put("description", model.description());
        }
        System.out.println(nodes.toPrettyString());
    }
}
