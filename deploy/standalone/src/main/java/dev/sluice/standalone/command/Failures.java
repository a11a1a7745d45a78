package dev.sluice.standalone.command;

import dev.sluice.contracts.SluiceException;
import dev.sluice.standalone.console.OperatorFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Turns what went wrong into one line on standard error and an exit code.
final class Failures {
    private static final String STACK_TRACE_VARIABLE = "SLUICE_STACKTRACE";

    private Failures() {}

    static int onWrongUsage(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        command.getErr()
                .println(
                        "sluice: %s; see ./%s --help"
                                .formatted(
                                        oneLine(wrong.getMessage()),
                                        command.getCommandSpec().qualifiedName()));
        return CommandLine.ExitCode.USAGE;
    }

    static int onFailure(Exception failure, CommandLine command, ParseResult parsed) {
        tell(command.getErr(), failure);
        return CommandLine.ExitCode.SOFTWARE;
    }

    /// Prints the one line, and the stack trace for whoever asked for it.
    static void tell(PrintWriter error, Throwable failure) {
        error.println("sluice: " + lineOf(failure));
        if (System.getenv(STACK_TRACE_VARIABLE) != null) {
            failure.printStackTrace(error);
        }
        error.flush();
    }

    private static String lineOf(Throwable failure) {
        return switch (failure) {
            case OperatorFailure told -> oneLine(told.getMessage());
            case SluiceException told -> oneLine(told.getMessage());
            case UncheckedIOException told -> oneLine(told.getMessage());
            case IOException told when told.getMessage() != null -> oneLine(told.getMessage());
            default ->
                    "unexpected failure, %s: %s; set %s=1 for the stack trace"
                            .formatted(
                                    failure.getClass().getSimpleName(),
                                    OperatorFailure.reasonOf(failure),
                                    STACK_TRACE_VARIABLE);
        };
    }

    private static String oneLine(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "no reason given" : text.strip().replaceAll("\\s*\\R\\s*", "; ");
    }
}
