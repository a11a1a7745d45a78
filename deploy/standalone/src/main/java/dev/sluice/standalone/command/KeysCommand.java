package dev.sluice.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.standalone.client.GatewayClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Groups what is done with API keys, over the gateway's admin API.
@Command(
        name = "keys",
        description = "Issues, lists, rotates and revokes API keys.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            KeysCommand.Create.class,
            KeysCommand.Show.class,
            KeysCommand.Rotate.class,
            KeysCommand.Revoke.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice keys create --tenant acme --scope inference",
            "  ./sluice keys list --json",
            "  ./sluice keys revoke key_1f3a5b7c9d0e2f40",
        })
final class KeysCommand {
    private static final String PATH = "/admin/v1/keys";

    private KeysCommand() {}

    private static String pathOf(String keyId) {
        return PATH + "/" + GatewayClient.segment(keyId);
    }

    /// Issues a key.
    @Command(
            name = "create",
            description = {
                "Issues a key and prints it, alone on the last line. It is shown this once only:"
                        + " the",
                "mesh keeps its hash."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./sluice keys create --tenant acme --scope inference --scope batch",
                "  ./sluice keys create --tenant acme --scope audit --allow 10.0.0.0/8 --expires"
                        + " 90d",
                "  KEY=$(./sluice keys create --tenant acme --scope inference | tail -n 1)",
            })
    static final class Create implements Callable<Integer> {
        @Option(
                names = "--tenant",
                required = true,
                paramLabel = "T",
                description = "whose key it is")
        private String tenant = "";

        @Option(
                names = "--scope",
                required = true,
                split = ",",
                paramLabel = "S",
                description = "what it is for: inference, batch, admin, audit; may be repeated")
        private List<String> scopes = new ArrayList<>();

        @Option(
                names = "--allow",
                split = ",",
                paramLabel = "CIDR",
                description = "addresses it may be used from; may be repeated; default: any")
        private List<String> allowed = new ArrayList<>();

        @Option(
                names = "--expires",
                paramLabel = "D",
                description = "when it ends: 90d, 12h, or 2027-01-31T12:00:00Z; default: never")
        private @Nullable String expires;

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        @Override
        public Integer call() {
            ObjectNode wanted = JsonNodeFactory.instance.objectNode().put("tenant", tenant);
            var listed = wanted.putArray("scopes");
            scopes.forEach(listed::add);
            var ranges = wanted.putArray("allowed_ips");
            allowed.forEach(ranges::add);
            if (expires != null) {
                wanted.put("expires_at", EndOfKey.of(expires, Instant.now()).toString());
            }
            print(Surroundings.gateway().postJson(PATH, wanted), json);
            return 0;
        }
    }

    private static void print(JsonNode issued, boolean json) {
        AdminAnswers.printIssued(issued, json, "key", "key");
    }

    /// Shows all of them.
    @Command(
            name = "list",
            description = "Shows all keys, without the keys themselves.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {"  ./sluice keys list", "  ./sluice keys list --tenant acme --json"})
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
                    key -> System.out.println(line(key)),
                    "no keys but the administrator's");
            return 0;
        }

        private static String line(JsonNode key) {
            return "%-22s %-20s %-8s %s%s%s"
                    .formatted(
                            key.path("id").asText(),
                            key.path("tenant").asText(),
                            key.path("status").asText(),
                            AdminAnswers.joined(key.path("scopes")),
                            key.path("allowed_ips").isEmpty()
                                    ? ""
                                    : "  from " + AdminAnswers.joined(key.path("allowed_ips")),
                            key.path("expires_at").isTextual()
                                    ? "  until " + key.path("expires_at").asText()
                                    : "")
                    .stripTrailing();
        }
    }

    /// Replaces a key.
    @Command(
            name = "rotate",
            description = {
                "Issues a key for the same use as another, which ends at once or after an overlap.",
                "Prints the new one, alone on the last line."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  ./sluice keys rotate key_1f3a5b7c9d0e2f40 --overlap 1h")
    static final class Rotate implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "the key's id")
        private String keyId = "";

        @Option(
                names = "--overlap",
                paramLabel = "D",
                description = "how long both work: 30m, 1h, 7d; default: not at all")
        private @Nullable String overlap;

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        @Override
        public Integer call() {
            ObjectNode wanted = JsonNodeFactory.instance.objectNode();
            if (overlap != null) {
                wanted.put("overlap_seconds", EndOfKey.durationOf(overlap).toSeconds());
            }
            print(Surroundings.gateway().postJson(pathOf(keyId) + "/rotate", wanted), json);
            return 0;
        }
    }

    /// Takes a key away.
    @Command(
            name = "revoke",
            description = "Takes a key away, on every gateway within a second or two.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  ./sluice keys revoke key_1f3a5b7c9d0e2f40")
    static final class Revoke implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "the key's id")
        private String keyId = "";

        @Override
        public Integer call() {
            var revoked = Surroundings.gateway().deleteJson(pathOf(keyId));
            System.out.println("key " + revoked.path("id").asText() + " is revoked");
            return 0;
        }
    }
}
