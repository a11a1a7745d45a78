package dev.sluice.audit;

import dev.sluice.runtime.process.ServiceCommand;
import picocli.CommandLine.Command;

/// The command line of `run audit`.
@Command(
        name = "audit",
        description = "Keeps one record of every request, refused ones too, and answers for them.")
final class AuditCommand extends ServiceCommand {}
