package dev.sluice.standalone.command;

import dev.sluice.bench.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The root of the command line.
@Command(
        name = "sluice",
        description = "A durable LLM inference mesh on Apache Kafka.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            UpCommand.class,
            RunCommand.class,
            ChatCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            ModelsCommand.class,
            MaskCommand.class,
            TenantsCommand.class,
            KeysCommand.class,
            RoutesCommand.class,
            WebhooksCommand.class,
            AuditCommand.class,
            BenchCommand.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice up                      everything on this machine, with a real model",
            "  ./sluice chat                    talk to it",
            "  ./sluice status --json           how it is, for scripts",
            "  ./sluice doctor --engine cuda    what this machine lacks for a GPU",
            "  ./sluice keys create --tenant acme --scope inference",
            "  ./sluice mask < letter.txt       personal data out, as the mesh does it",
            "  ./sluice run broker --port 9092  a Kafka broker of its own",
            "  ./sluice run gateway --kafka 127.0.0.1:9092 --port 8080",
            "  ./sluice test                    all tests",
            "",
            "State lies in SLUICE_HOME (default: .sluice in the checkout). Commands reach a"
                    + " running",
            "gateway by SLUICE_URL (default: http://127.0.0.1:8080) and SLUICE_API_KEY (default:"
                    + " the",
            "key in SLUICE_HOME/admin.key). SLUICE_JAVA_HOME names the JDK, SLUICE_JAVA_OPTS adds",
            "flags for it.",
        })
public final class SluiceCommand {
    /// The exit code of running the command that `args` name.
    public static int execute(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new SluiceCommand())
                .setParameterExceptionHandler(Failures::onWrongUsage)
                .setExecutionExceptionHandler(Failures::onFailure)
                .setUsageHelpWidth(100)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
