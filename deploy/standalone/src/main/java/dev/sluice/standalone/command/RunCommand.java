package dev.sluice.standalone.command;

import picocli.CommandLine.Command;

/// Groups what runs as a process of its own. The services have programs of their own, which the
/// launcher starts; the broker is in this one.
@Command(
        name = "run",
        description = "Runs one part of the mesh as a process of its own.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "broker|gateway|masking|scheduler|gpu-worker|audit",
        subcommands = RunBrokerCommand.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice run broker --port 9092",
            "  ./sluice run gateway --kafka 127.0.0.1:9092 --port 8080",
            "  ./sluice run masking --kafka 127.0.0.1:9092 --port 8081",
            "  ./sluice run scheduler --kafka 127.0.0.1:9092 --port 8082",
            "  ./sluice run gpu-worker --kafka 127.0.0.1:9092 --port 8083 --id worker-1",
            "  ./sluice run audit --kafka 127.0.0.1:9092 --port 8084",
        })
final class RunCommand {}
