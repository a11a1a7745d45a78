package dev.sluice.scheduler;

import dev.sluice.runtime.process.ServiceCommand;
import io.quarkus.runtime.annotations.QuarkusMain;
import picocli.CommandLine.Command;

/// `./sluice run scheduler`.
@QuarkusMain(name = "scheduler")
@Command(
        name = "sluice run scheduler",
        description = "Queues requests and gives them to workers.",
        footer = {
            "",
            "Example (a second one takes over when the first dies):",
            "  ./sluice run scheduler --kafka 127.0.0.1:9092 --port 8084"
        })
public final class SchedulerMain extends ServiceCommand {
    private SchedulerMain() {}

    public static void main(String... args) {
        ServiceCommand.main(new SchedulerMain(), args);
    }
}
