package dev.sluice.masking.kafka;

import dev.sluice.masking.json.PolicyJson;
import dev.sluice.masking.policy.MaskingPolicy;
import dev.sluice.masking.policy.PolicyReading;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The compiled policies that requests and answers ask for by their text, the most recently used
/// ones. Compiling takes up to a second; a policy that came by `tenants` is compiled before the
/// first request asks for it. Any thread.
final class MaskerCache {
    private static final int POLICIES_MAX = 64;
    private static final String DEFAULT = "{}";

    private final Map<String, PolicyMaskers> maskers =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, PolicyMaskers> eldest) {
                    return size() > POLICIES_MAX;
                }
            };

    /// Empty: the text is no policy, or none any more, as after a downgrade. `text` null: default.
    Optional<PolicyMaskers> of(@Nullable String text) {
        String key = text == null ? DEFAULT : text;
        synchronized (maskers) {
            PolicyMaskers known = maskers.get(key);
            if (known != null) {
                return Optional.of(known);
            }
        }
        return switch (PolicyJson.read(key)) {
            case PolicyReading.Refused _ -> Optional.empty();
            case PolicyReading.Accepted(MaskingPolicy policy) -> {
                PolicyMaskers compiled = PolicyMaskers.of(policy);
                synchronized (maskers) {
                    maskers.put(key, compiled);
                }
                yield Optional.of(compiled);
            }
        };
    }

    PolicyMaskers ofDefault() {
        return of(null).orElseThrow();
    }
}
