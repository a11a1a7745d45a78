package dev.sluice.standalone.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.standalone.console.OperatorFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a tenant is held to, as options. `none` takes a limit away; what is not named stays.
final class QuotaOptions {
    private static final String NO_LIMIT = "none";

    @Option(
            names = "--requests-per-minute",
            paramLabel = "N",
            description = "requests in any minute; none: no limit")
    private @Nullable String requestsPerMinute;

    @Option(
            names = "--tokens-per-minute",
            paramLabel = "N",
            description = "tokens in any minute, prompts and answers; none: no limit")
    private @Nullable String tokensPerMinute;

    @Option(
            names = "--running-requests",
            paramLabel = "N",
            description = "requests at once; none: no limit")
    private @Nullable String runningRequests;

    @Option(
            names = "--streams",
            paramLabel = "N",
            description = "streamed requests at once; none: no limit")
    private @Nullable String streams;

    @Option(
            names = "--token-budget",
            paramLabel = "N",
            description = "tokens that may be spent altogether; none: no limit")
    private @Nullable String tokenBudget;

    /// The body of `POST /admin/v1/tenants`.
    ObjectNode body(String tenant) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("id", tenant);
        ObjectNode quotas = body.putObject("quotas");
        put(quotas, "requests_per_minute", requestsPerMinute);
        put(quotas, "tokens_per_minute", tokensPerMinute);
        put(quotas, "running_requests", runningRequests);
        put(quotas, "streams", streams);
        put(quotas, "token_budget", tokenBudget);
        return body;
    }

    private static void put(ObjectNode quotas, String name, @Nullable String text) {
        if (text == null) {
            return;
        }
        if (text.equals(NO_LIMIT)) {
            quotas.putNull(name);
            return;
        }
        try {
            quotas.put(name, Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new OperatorFailure(
                    "%s '%s' is neither a whole number nor '%s'".formatted(name, text, NO_LIMIT),
                    e);
        }
    }
}
