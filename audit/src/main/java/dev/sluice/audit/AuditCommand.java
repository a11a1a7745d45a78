package dev.sluice.audit;

import dev.sluice.runtime.process.ServiceCommand;
import picocli.CommandLine.Command;

/// The command line of `run audit`.
@Command(
        name = "sluice run audit",
        description = "Keeps one record of every request, refused ones too, and answers for them.",
        footer = {"", "Example:", "  ./sluice run audit --kafka 127.0.0.1:9092 --port 8084"})
final class AuditCommand extends ServiceCommand {}
