package dev.sluice.standalone.console;

import java.io.Console;
import java.util.Optional;

/// What kind of place the command runs in: a person's terminal, or a pipe or a log.
public final class Terminal {
    private Terminal() {}

    /// Whether a person reads and types: both standard input and output are a terminal.
    public static boolean isInteractive() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
}
