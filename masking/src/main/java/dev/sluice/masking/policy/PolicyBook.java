package dev.sluice.masking.policy;

import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.TenantEvent.MaskingPolicyDefined;
import dev.sluice.masking.policy.PolicyReading.Accepted;
import dev.sluice.masking.policy.PolicyReading.Refused;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The policies in force, as the topic `tenants` tells them. A model's own one comes before the
/// tenant's, and that before the default.
///
/// A policy that is refused leaves the former in force. Where there is no former one (it was
/// refused before this process began), nothing is known of what the tenant wants hidden: the
/// tenant's requests are not let through until a good one comes.
///
/// One thread applies, any thread finds.
public final class PolicyBook {
    private sealed interface Entry {
        record InForce(NamedPolicy policy) implements Entry {}

        record Unreadable() implements Entry {}
    }

    private static final Entry UNREADABLE = new Entry.Unreadable();

    private final Function<String, PolicyReading> reader;
    private final ConcurrentHashMap<String, Entry> entries = new ConcurrentHashMap<>();

    /// Begins with no policy; `reader` reads policy files.
    public PolicyBook(Function<String, PolicyReading> reader) {
        this.reader = reader;
    }

    /// Takes what is defined now. Returns the reason where it is refused.
    public Optional<String> apply(MaskingPolicyDefined defined) {
        SensitiveText text = defined.policy();
        if (text == null) {
            forget(defined.recordKey());
            return Optional.empty();
        }
        return switch (reader.apply(text.value())) {
            case Accepted(MaskingPolicy policy) -> {
                var named = new NamedPolicy(text.value(), policy);
                entries.put(defined.recordKey(), new Entry.InForce(named));
                yield Optional.empty();
            }
            case Refused(String reason) -> {
                refuse(defined.recordKey());
                yield Optional.of(reason);
            }
        };
    }

    /// Takes a record that is no event at all.
    public void refuse(String recordKey) {
        entries.putIfAbsent(recordKey, UNREADABLE);
    }

    /// Takes a record that says nothing any more.
    public void forget(String recordKey) {
        entries.remove(recordKey);
    }

    /// The policy for a request to `model`. Empty: there is one, and it cannot be read.
    public Optional<NamedPolicy> find(TenantId tenant, String model) {
        return find(tenant, model, model);
    }

    /// The policy for a request to `model` that a route sent to `pool`: a policy of the name that
    /// the client sent comes before one of the pool's name.
    public Optional<NamedPolicy> find(TenantId tenant, String model, String pool) {
        String key = tenant + "/masking";
        Entry ofModel = entries.get(key + "/" + model);
        Entry ofPool = ofModel == null ? entries.get(key + "/" + pool) : ofModel;
        Entry found = ofPool == null ? entries.get(key) : ofPool;
        return switch (found) {
            case null -> Optional.of(NamedPolicy.DEFAULT);
            case Entry.InForce(NamedPolicy policy) -> Optional.of(policy);
            case Entry.Unreadable _ -> Optional.empty();
        };
    }
}
