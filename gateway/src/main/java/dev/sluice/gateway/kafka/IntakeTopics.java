package dev.sluice.gateway.kafka;

import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.TenantDefined;
import dev.sluice.contracts.topic.TenantTopic;
import dev.sluice.runtime.access.AccessBook;
import dev.sluice.runtime.access.AccessDirectory;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The intakes that there are: each tenant's of whom this gateway knows, and the default tenant's.
/// Topics that are missing are made, for tenants that were defined by a gateway that died over it.
/// Belongs to one thread.
final class IntakeTopics {
    private static final Logger LOG = LoggerFactory.getLogger(IntakeTopics.class);

    private final AccessBook tenants;
    private final Maker maker;
    private @Nullable AccessDirectory known;
    private Map<String, TenantId> topics = Map.of();

    /// Makes the topics that are tenants' own where they are missing.
    interface Maker {
        /// Throws an `IllegalArgumentException` where the brokers refuse a name.
        void ensure(Collection<TenantId> tenants) throws InterruptedException;
    }

    IntakeTopics(AccessBook tenants, Maker maker) {
        this.tenants = tenants;
        this.maker = maker;
    }

    /// By topic, whose intake it is; empty while the tenants are not known yet.
    Map<String, TenantId> current() throws InterruptedException {
        AccessDirectory directory = tenants.directory();
        if (tenants.isComplete() && directory != known) {
            topics = of(directory);
            known = directory;
        }
        return topics;
    }

    private Map<String, TenantId> of(AccessDirectory directory) throws InterruptedException {
        Set<TenantId> all = new TreeSet<>(java.util.Comparator.comparing(TenantId::value));
        all.add(TenantId.DEFAULT);
        directory.tenants().stream().map(TenantDefined::tenantId).forEach(all::add);
        Map<String, TenantId> named = new HashMap<>();
        for (TenantId tenant : all) {
            TenantTopic.INTAKE.nameFor(tenant).ifPresent(name -> named.put(name, tenant));
        }
        List<TenantId> added =
                named.entrySet().stream()
                        .filter(topic -> !topics.containsKey(topic.getKey()))
                        .map(Map.Entry::getValue)
                        .toList();
        ensure(added, named);
        return Map.copyOf(named);
    }

    /// A name that the brokers refuse stands in nobody else's way.
    private void ensure(List<TenantId> added, Map<String, TenantId> named)
            throws InterruptedException {
        if (added.isEmpty()) {
            return;
        }
        try {
            maker.ensure(added);
        } catch (IllegalArgumentException e) {
            for (TenantId tenant : added) {
                ensureAlone(tenant, named);
            }
        }
    }

    private void ensureAlone(TenantId tenant, Map<String, TenantId> named)
            throws InterruptedException {
        try {
            maker.ensure(List.of(tenant));
        } catch (IllegalArgumentException e) {
            TenantTopic.INTAKE.nameFor(tenant).ifPresent(named::remove);
            LOG.atWarn()
                    .addKeyValue("tenantId", tenant)
                    .addKeyValue("reason", String.valueOf(e.getMessage()))
                    .log("a tenant has no topics of its own, the brokers refuse their names");
        }
    }
}
