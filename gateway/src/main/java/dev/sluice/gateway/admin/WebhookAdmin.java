package dev.sluice.gateway.admin;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.TenantEvent.WebhookDefined;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.gateway.admission.Refusal;
import dev.sluice.gateway.webhook.WebhookBook;
import dev.sluice.gateway.webhook.WebhookSecret;
import dev.sluice.runtime.secrets.TenantSecrets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// Makes endpoints and takes them away. The secret is in the answer to whoever asked for it; the
/// log has it sealed. Two gateways that make endpoints of one tenant in the same instant may go one
/// beyond their number.
public final class WebhookAdmin {
    private static final String ID_PREFIX = "we_";
    private static final int ID_BYTES = 8;

    private final AdminLog log;
    private final WebhookBook book;
    private final TenantSecrets secrets;
    private final Consumer<byte[]> random;

    /// `random` fills an array and must be a strong generator.
    public WebhookAdmin(
            AdminLog log, WebhookBook book, TenantSecrets secrets, Consumer<byte[]> random) {
        this.log = log;
        this.book = book;
        this.secrets = secrets;
        this.random = random;
    }

    public CompletionStage<Reading<IssuedWebhook>> add(
            WebhookForm form, RequestId call, Instant now) {
        return log.refresh(Topic.TENANTS)
                .thenCompose(_ -> {
                    if (book.countOf(form.tenant()) >= WebhookBook.TENANT_COUNT_MAX
                            || book.all().size() >= WebhookBook.COUNT_MAX) {
                        return CompletableFuture.completedStage(full(form));
                    }
                    IssuedWebhook issued = issued(form, call, now);
                    WebhookDefined defined = issued.definition();
                    return log.define(Topic.TENANTS, defined.recordKey(), defined)
                            .thenApply(_ -> new Reading.Understood<>(issued));
                });
    }

    private static Reading<IssuedWebhook> full(WebhookForm form) {
        return new Reading.Refused<>(
                Refusal.of(
                        ErrorCode.INVALID_PARAMETER,
                        "tenant: there are "
                                + WebhookBook.TENANT_COUNT_MAX
                                + " webhooks of "
                                + form.tenant()
                                + ", the most that is allowed",
                        "tenant"));
    }

    private IssuedWebhook issued(WebhookForm form, RequestId call, Instant now) {
        byte[] name = new byte[ID_BYTES];
        random.accept(name);
        String id = ID_PREFIX + HexFormat.of().formatHex(name);
        String secret = WebhookSecret.fresh(random);
        return new IssuedWebhook(
                secret,
                new WebhookDefined(
                        call + "/webhook",
                        form.tenant(),
                        now,
                        id,
                        form.url(),
                        form.types(),
                        WebhookSecret.sealed(secret, form.tenant(), id, secrets)));
    }

    /// Completes with the endpoint as it was. Calls that are under way may still reach it.
    public CompletionStage<Reading<WebhookDefined>> remove(String webhookId) {
        return log.refresh(Topic.TENANTS)
                .thenCompose(_ -> {
                    Optional<WebhookDefined> known = book.find(webhookId);
                    return known.isEmpty()
                            ? CompletableFuture.completedStage(unknown(webhookId))
                            : log.remove(Topic.TENANTS, known.get().recordKey())
                                    .thenApply(_ -> new Reading.Understood<>(known.get()));
                });
    }

    private static Reading<WebhookDefined> unknown(String webhookId) {
        return new Reading.Refused<>(
                Refusal.of(ErrorCode.NOT_FOUND, "there is no webhook '" + webhookId + "'", "id"));
    }
}
