package dev.sluice.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.standalone.client.GatewayClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Groups what is done with webhooks, over the gateway's admin API.
@Command(
        name = "webhooks",
        description = "Says which endpoints are called when responses and batches end.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            WebhooksCommand.Add.class,
            WebhooksCommand.Show.class,
            WebhooksCommand.Remove.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice webhooks add https://hooks.example.com/x --tenant acme"
                    + " --event response.completed",
            "  ./sluice webhooks list --json",
            "  ./sluice webhooks remove we_1f3a5b7c9d0e2f40",
        })
final class WebhooksCommand {
    private static final String PATH = "/admin/v1/webhooks";

    private WebhooksCommand() {}

    /// Defines an endpoint.
    @Command(
            name = "add",
            description = {
                "Defines an endpoint and prints its secret, alone on the last line. It is shown",
                "this once only; calls are signed with it as Standard Webhooks says."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./sluice webhooks add https://hooks.example.com/x --tenant acme"
                        + " --event response.completed,response.failed",
                "  SECRET=$(./sluice webhooks add https://hooks.example.com/x --tenant acme"
                        + " --event batch.completed | tail -n 1)",
            })
    static final class Add implements Callable<Integer> {
        @Parameters(paramLabel = "URL", description = "where it is called, https")
        private String url = "";

        @Option(
                names = "--tenant",
                required = true,
                paramLabel = "T",
                description = "whose responses and batches it hears of")
        private String tenant = "";

        @Option(
                names = "--event",
                required = true,
                split = ",",
                paramLabel = "TYPE",
                description =
                        "response.completed, .incomplete, .failed, .cancelled, batch.completed,"
                                + " .failed, .expired, .cancelled; may be repeated")
        private List<String> events = new ArrayList<>();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        @Override
        public Integer call() {
            ObjectNode wanted =
                    JsonNodeFactory.instance.objectNode().put("tenant", tenant).put("url", url);
            var listed = wanted.putArray("events");
            events.forEach(listed::add);
            JsonNode issued = Surroundings.gateway().postJson(PATH, wanted);
            AdminAnswers.printIssued(issued, json, "webhook", "secret");
            return 0;
        }
    }

    /// Shows all of them.
    @Command(
            name = "list",
            description = "Shows all webhooks, without their secrets.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  ./sluice webhooks list", "  ./sluice webhooks list --tenant acme --json"})
    static final class Show implements Callable<Integer> {
        @Option(names = "--tenant", paramLabel = "T", description = "this tenant's only")
        private @Nullable String tenant;

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        @Override
        public Integer call() {
            AdminAnswers.printAll(
                    AdminAnswers.ofTenant(
                            Surroundings.gateway().getJson(PATH).path("data"), tenant),
                    json,
                    webhook -> System.out.println(line(webhook)),
                    "no webhooks");
            return 0;
        }

        private static String line(JsonNode webhook) {
            return "%-22s %-20s %s  %s"
                    .formatted(
                            webhook.path("id").asText(),
                            webhook.path("tenant").asText(),
                            webhook.path("url").asText(),
                            AdminAnswers.joined(webhook.path("events")));
        }
    }

    /// Takes one away.
    @Command(
            name = "remove",
            description = "Takes a webhook away; what it was still to be told is dropped.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  ./sluice webhooks remove we_1f3a5b7c9d0e2f40")
    static final class Remove implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "the webhook's id")
        private String webhookId = "";

        @Override
        public Integer call() {
            var removed =
                    Surroundings.gateway()
                            .deleteJson(PATH + "/" + GatewayClient.segment(webhookId));
            System.out.println("webhook " + removed.path("id").asText() + " is removed");
            return 0;
        }
    }
}
