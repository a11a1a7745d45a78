package dev.sluice.standalone.command;

import dev.sluice.standalone.client.GatewayStatus;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// One look at the running mesh.
@Command(
        name = "status",
        description =
                "Shows how the running gateway is, its models and their load; exit code 0 if it is"
                        + " ready.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice status",
            "  SLUICE_URL=http://10.0.0.5:8080 ./sluice status --json",
        })
final class StatusCommand implements Callable<Integer> {
    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() {
        var status = GatewayStatus.of(Surroundings.gateway());
        if (json) {
            System.out.println(status.toJson().toPrettyString());
        } else {
            print(status, System.out);
        }
        return status.isReady() ? 0 : 1;
    }

    private static void print(GatewayStatus status, PrintStream out) {
        out.printf(
                "gateway   %s  %s%n", status.address(), status.isReady() ? "ready" : "NOT READY");
        status.checks().forEach((name, state) -> out.printf("  check   %-32s %s%n", name, state));
        status.models().forEach(model -> print(model, out));
        if (status.models().isEmpty()) {
            out.println("model     none: no worker is ready");
        }
        out.printf(
                "requests  %.0f running, %.0f waiting%n",
                status.requestsRunning(), status.requestsWaiting());
        out.printf("KV cache  %.0f %% in use%n", 100 * status.kvCacheUsage());
    }

    private static void print(GatewayStatus.Model model, PrintStream out) {
        out.printf(
                "model     %s  %s, context %,d tokens%n",
                model.name(), model.isReady() ? "ready" : "NO WORKER", model.contextTokens());
    }
}
