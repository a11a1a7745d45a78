package dev.sluice.standalone.command;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.contracts.json.EventCodec;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.kafka.EventSender;
import dev.sluice.runtime.kafka.KafkaSettings;
import dev.sluice.standalone.console.OperatorFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Groups what is defined per tenant.
@Command(
        name = "tenants",
        description = "Defines what holds for a tenant.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            TenantCommands.Create.class,
            TenantCommands.Show.class,
            TenantCommands.Quota.class,
            TenantsCommand.Policy.class,
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice tenants create acme --requests-per-minute 600",
            "  ./sluice tenants quota acme --running-requests 4",
            "  ./sluice tenants policy acme policy.json",
        })
final class TenantsCommand {
    /// Puts a masking policy in force.
    @Command(
            name = "policy",
            description = {
                "Puts a masking policy in force for a tenant, at once and without a restart.",
                "A policy that is refused changes nothing."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./sluice tenants policy acme policy.json",
                "  ./sluice tenants policy acme policy.json --model smollm2 --kafka 10.0.0.5:9092",
            })
    static final class Policy implements Callable<Integer> {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        @Parameters(index = "0", paramLabel = "TENANT", description = "the tenant's id")
        private String tenant = "";

        @Parameters(index = "1", paramLabel = "FILE", description = "the policy, JSON")
        private Path file = Path.of("");

        @Option(
                names = "--model",
                paramLabel = "NAME",
                description = "for requests to this model only")
        private @Nullable String model;

        @Option(
                names = "--kafka",
                paramLabel = "HOST:PORT",
                defaultValue = "127.0.0.1:9092",
                description = "the brokers (default: ${DEFAULT-VALUE})")
        private String kafka = "";

        @Override
        public Integer call() {
            MaskingPolicyDefined defined = defined(PolicyFile.read(file));
            var producer = new KafkaSettings(kafka).producer("sluice-tenants", PATIENCE);
            try (var sender = new EventSender(producer, new EventCodec())) {
                sender.send(Topic.TENANTS, null, defined.recordKey(), defined, null).join();
            } catch (CompletionException e) {
                throw new OperatorFailure(
                        "policy of tenant %s cannot be sent to %s (%s): is the mesh running there?"
                                .formatted(tenant, kafka, OperatorFailure.reasonOf(e)),
                        e);
            }
            System.out.println("policy of tenant " + tenant + " is in force");
            return 0;
        }

        private MaskingPolicyDefined defined(PolicyFile policy) {
            try {
                TenantId id = new TenantId(tenant);
                Instant now = Instant.now();
                return new MaskingPolicyDefined(
                        id + "/masking/" + now.toEpochMilli(),
                        id,
                        now,
                        model,
                        new SensitiveText(policy.text()));
            } catch (IllegalArgumentException e) {
                throw new OperatorFailure(OperatorFailure.reasonOf(e), e);
            }
        }
    }
}
