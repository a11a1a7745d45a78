package dev.sluice.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.standalone.client.GatewayClient;
import dev.sluice.standalone.console.OperatorFailure;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Groups what is done with model aliases, over the gateway's admin API.
@Command(
        name = "routes",
        description = "Gives models other names, and splits what is asked under a name over pools.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RoutesCommand.Define.class,
            RoutesCommand.RollBack.class,
            RoutesCommand.Show.class,
            RoutesCommand.Remove.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice routes set chat smollm2-135m=95 smollm2-360m=5",
            "  ./sluice routes rollback chat",
            "  ./sluice routes list --json",
        })
final class RoutesCommand {
    private static final String PATH = "/admin/v1/routes";

    private RoutesCommand() {}

    private static String pathOf(String alias) {
        return PATH + "/" + GatewayClient.segment(alias);
    }

    /// Puts a route in force.
    @Command(
            name = "set",
            description = {
                "Says which pools serve an alias, each by its share; at once, in every gateway.",
                "Requests that were accepted before stay where they are."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  ./sluice routes set chat smollm2-135m=95 smollm2-360m=5")
    static final class Define implements Callable<Integer> {
        @Parameters(index = "0", paramLabel = "ALIAS", description = "the name that clients send")
        private String alias = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "POOL=WEIGHT",
                description = "a pool and its share; shares need not add up to 100")
        private List<String> pools = new ArrayList<>();

        @Override
        public Integer call() {
            print(Surroundings.gateway().postJson(PATH, route()), System.out, System.err);
            return 0;
        }

        private ObjectNode route() {
            ObjectNode route = JsonNodeFactory.instance.objectNode().put("alias", alias);
            var listed = route.putArray("pools");
            for (String pool : pools) {
                int at = pool.lastIndexOf('=');
                if (at < 1) {
                    throw new OperatorFailure(
                            "'%s' is no POOL=WEIGHT: write it like smollm2-135m=95"
                                    .formatted(pool));
                }
                listed.addObject()
                        .put("pool", pool.substring(0, at))
                        .put("weight", weightIn(pool, at));
            }
            return route;
        }

        private static int weightIn(String pool, int at) {
            try {
                return Integer.parseInt(pool.substring(at + 1));
            } catch (NumberFormatException e) {
                throw new OperatorFailure(
                        "the weight in '%s' is no whole number: write it like smollm2-135m=95"
                                .formatted(pool),
                        e);
            }
        }
    }

    /// Puts the definition before back.
    @Command(
            name = "rollback",
            description = {
                "Puts an alias back as it was before its last definition.",
                "Once more undoes that."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  ./sluice routes rollback chat")
    static final class RollBack implements Callable<Integer> {
        @Parameters(paramLabel = "ALIAS", description = "the name that clients send")
        private String alias = "";

        @Override
        public Integer call() {
            JsonNode nothing = JsonNodeFactory.instance.objectNode();
            var route = Surroundings.gateway().postJson(pathOf(alias) + "/rollback", nothing);
            print(route, System.out, System.err);
            return 0;
        }
    }

    /// Shows all of them.
    @Command(
            name = "list",
            description = "Shows the aliases and the pools behind them.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  ./sluice routes list --json")
    static final class Show implements Callable<Integer> {
        @Option(names = "--json", description = "print JSON")
        private boolean json;

        @Override
        public Integer call() {
            AdminAnswers.printAll(
                    Surroundings.gateway().getJson(PATH).path("data"),
                    json,
                    route -> System.out.println(line(route)),
                    "no routes: a request's model is the name of its pool");
            return 0;
        }
    }

    /// Takes an alias away.
    @Command(
            name = "remove",
            description = "Takes an alias away; its name means the pool of that name again.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  ./sluice routes remove chat")
    static final class Remove implements Callable<Integer> {
        @Parameters(paramLabel = "ALIAS", description = "the name that clients send")
        private String alias = "";

        @Override
        public Integer call() {
            var removed = Surroundings.gateway().deleteJson(pathOf(alias));
            System.out.println("route " + removed.path("alias").asText() + " is removed");
            return 0;
        }
    }

    private static void print(JsonNode route, PrintStream out, PrintStream notes) {
        out.println(line(route));
        for (JsonNode pool : route.path("pools")) {
            if (pool.path("status").asText().equals("unknown")) {
                notes.println(
                        "note: no worker has ever reported pool "
                                + pool.path("pool").asText()
                                + "; it gets its share when one does");
            }
        }
    }

    private static String line(JsonNode route) {
        var line = new StringBuilder("%-24s".formatted(route.path("alias").asText()));
        for (JsonNode pool : route.path("pools")) {
            line.append("  ").append(pool.path("pool").asText());
            line.append('=').append(pool.path("weight").asInt());
            String status = pool.path("status").asText();
            line.append(status.equals("ready") ? "" : " (" + status + ")");
        }
        return line.toString();
    }
}
