package dev.sluice.standalone.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Tenants and their limits, over the gateway's admin API.
final class TenantCommands {
    private static final String PATH = "/admin/v1/tenants";

    private TenantCommands() {}

    /// Makes a tenant, or changes one.
    @Command(
            name = "create",
            description = "Defines a tenant; of one that exists, changes what is named.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./sluice tenants create acme",
                "  ./sluice tenants create acme --weight 2 --requests-per-minute 600",
            })
    static final class Create implements Callable<Integer> {
        @Parameters(paramLabel = "TENANT", description = "the tenant's id")
        private String tenant = "";

        @Option(
                names = "--weight",
                paramLabel = "N",
                description = "its share of the mesh against other tenants; 1 is usual")
        private @Nullable Integer weight;

        @Mixin private QuotaOptions quotas = new QuotaOptions();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        @Override
        public Integer call() {
            var body = quotas.body(tenant);
            if (weight != null) {
                body.put("weight", weight);
            }
            print(Surroundings.gateway().postJson(PATH, body), json);
            return 0;
        }
    }

    /// Changes limits.
    @Command(
            name = "quota",
            description = {
                "Sets what a tenant is held to, over all gateways, and shows it. What is not named",
                "stays as it is."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./sluice tenants quota acme",
                "  ./sluice tenants quota acme --requests-per-minute 60 --running-requests 4",
                "  ./sluice tenants quota acme --tokens-per-minute none",
            })
    static final class Quota implements Callable<Integer> {
        @Parameters(paramLabel = "TENANT", description = "the tenant's id")
        private String tenant = "";

        @Mixin private QuotaOptions quotas = new QuotaOptions();

        @Option(names = "--json", description = "print JSON")
        private boolean json;

        @Override
        public Integer call() {
            print(Surroundings.gateway().postJson(PATH, quotas.body(tenant)), json);
            return 0;
        }
    }

    /// Shows all of them.
    @Command(
            name = "list",
            description = "Shows the tenants and what they are held to.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  ./sluice tenants list --json")
    static final class Show implements Callable<Integer> {
        @Option(names = "--json", description = "print JSON")
        private boolean json;

        @Override
        public Integer call() {
            AdminAnswers.printAll(
                    Surroundings.gateway().getJson(PATH).path("data"),
                    json,
                    tenant -> print(tenant, false),
                    "no tenants");
            return 0;
        }
    }

    private static void print(JsonNode tenant, boolean json) {
        if (json) {
            System.out.println(tenant.toPrettyString());
            return;
        }
        List<String> limits = new ArrayList<>();
        for (Map.Entry<String, JsonNode> limit : tenant.path("quotas").properties()) {
            if (limit.getValue().isNumber()) {
                limits.add(limit.getKey().replace('_', ' ') + " " + limit.getValue().asText());
            }
        }
        System.out.printf(
                "%-20s weight %-4s %s%n",
                tenant.path("id").asText(),
                tenant.path("weight").asText(),
                limits.isEmpty() ? "no limits" : String.join(", ", limits));
    }
}
