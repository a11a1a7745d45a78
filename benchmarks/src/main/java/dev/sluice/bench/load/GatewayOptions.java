package dev.sluice.bench.load;

import dev.sluice.runtime.home.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// What commands share that put load on a running gateway: its options, their checks, the way that
/// figures are printed.
public final class GatewayOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "the model (default: the first that the gateway serves)")
    private @Nullable String model;

    @Option(
            names = "--allow-remote",
            description = "put load on a gateway that is not on this machine")
    private boolean isRemoteAllowed;

    @Option(names = "--json", description = "print a line of JSON after the table")
    private boolean json;

    /// The gateway that the environment names; refused where it is not this machine's and nobody
    /// said that it may be another.
    public Target target() throws IOException {
        Target target = Target.of(System.getenv(), Home.open().adminKeyFile());
        require(
                isRemoteAllowed || target.isLoopback(),
                "SLUICE_URL=" + target + " is not this machine: add --allow-remote if you mean it");
        return target;
    }

    /// The model that was named, else the gateway's first.
    public String model(StreamingClient client) throws IOException, InterruptedException {
        return model == null ? client.firstModel() : model;
    }

    public void print(String text, Object line) {
        PrintWriter out = command().commandLine().getOut();
        out.println(text);
        if (json) {
            out.println(line);
        }
        out.flush();
    }

    public void requireRange(String option, int value, int most) {
        require(
                value >= 1 && value <= most,
                "%s is %d, allowed are 1 to %d".formatted(option, value, most));
    }

    public void require(boolean isRight, String message) {
        if (!isRight) {
            throw wrongUsage(message);
        }
    }

    ParameterException wrongUsage(@Nullable String message) {
        return new ParameterException(command().commandLine(), message);
    }

    private CommandSpec command() {
        return Objects.requireNonNull(command, "picocli sets it");
    }
}
