package dev.sluice.masking;

import dev.sluice.runtime.process.ServiceCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine.Command;

/// `./sluice run masking`.
@QuarkusMain(name = "masking")
@Command(
        name = "sluice run masking",
        description = "Masks prompts and answers: nothing reaches a model or a client unmasked.",
        footer = {"", "Example:", "  ./sluice run masking --kafka 127.0.0.1:9092 --port 8083"})
public final class MaskingMain extends ServiceCommand {
    private MaskingMain() {}

    public static void main(String... args) {
        ServiceCommand.main(new MaskingMain(), args);
    }
}
