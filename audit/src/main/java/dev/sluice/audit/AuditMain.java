package dev.sluice.audit;

import dev.sluice.runtime.process.ServiceCommand;
import io.quarkus.runtime.annotations.QuarkusMain;

/// The audit service as a process of its own: `./sluice run audit`.
@QuarkusMain(name = "audit")
public final class AuditMain {
    private AuditMain() {}

    public static void main(String... args) {
        ServiceCommand.main(new AuditCommand(), args);
    }
}
