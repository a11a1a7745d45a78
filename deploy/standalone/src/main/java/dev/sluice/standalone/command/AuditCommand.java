package dev.sluice.standalone.command;

import dev.sluice.standalone.client.GatewayClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Groups the questions to the audit service.
@Command(
        name = "audit",
        description = "Asks the audit service.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = AuditCommand.Show.class,
        footerHeading = "%nExamples:%n",
        footer = "  ./sluice audit show chatcmpl-0a1b2c3d")
final class AuditCommand {
    /// One record.
    @Command(
            name = "show",
            description = "Prints the audit record of one request as JSON.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  ./sluice audit show chatcmpl-0a1b2c3d",
                "  ./sluice audit show --body chatcmpl-0a1b2c3d",
            })
    static final class Show implements Callable<Integer> {
        @Parameters(
                paramLabel = "ID",
                description = "the request's id: a completion's id, or its X-Request-Id")
        private String id = "";

        @Option(names = "--body", description = "the masked prompt and answer and not the record")
        private boolean body;

        @Override
        public Integer call() {
            String path = "/audit/v1/records/" + GatewayClient.segment(id) + (body ? "/body" : "");
            var record = Surroundings.gateway().getJson(path);
            System.out.println(record.toPrettyString());
            return 0;
        }
    }
}
