package dev.sluice.standalone;

import dev.sluice.standalone.command.SluiceCommand;
import io.quarkus.runtime.annotations.QuarkusMain;

/// Hands the arguments to the command line. Quarkus itself starts only within `up`: a command such
/// as `status` must not wait for it.
@QuarkusMain(name = "sluice")
public final class Main {
    private Main() {}

    public static void main(String... args) {
        System.exit(SluiceCommand.execute(args));
    }
}
