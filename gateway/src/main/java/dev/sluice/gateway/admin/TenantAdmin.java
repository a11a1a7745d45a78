package dev.sluice.gateway.admin;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.contracts.topic.Topic;
import dev.sluice.runtime.access.AccessBook;
import java.time.Instant;
import java.util.concurrent.CompletionStage;

/// Changes tenants: reads the log to its end, decides on what is in force then, writes. Two
/// gateways that change one tenant in the same instant may both start from the one before: the
/// later stands.
public final class TenantAdmin {
    private final AdminLog log;
    private final AccessBook book;

    public TenantAdmin(AdminLog log, AccessBook book) {
        this.log = log;
        this.book = book;
    }

    /// Defines a tenant, or changes it. Its topics are made before that: a tenant of whom others
    /// hear has them.
    public CompletionStage<Reading<TenantDefined>> define(
            TenantForm form, RequestId call, Instant now) {
        return log.prepare(form.id())
                .thenCompose(_ -> log.refresh(Topic.TENANTS))
                .thenCompose(_ -> {
                    TenantDefined tenant =
                            form.over(
                                    book.directory().tenant(form.id()).orElse(null),
                                    call + "/tenant",
                                    now);
                    return log.define(Topic.TENANTS, tenant.recordKey(), tenant)
                            .thenApply(_ -> new Reading.Understood<>(tenant));
                });
    }
}
