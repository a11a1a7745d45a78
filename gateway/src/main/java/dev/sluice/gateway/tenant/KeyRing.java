package dev.sluice.gateway.tenant;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All keys that open the door.
public interface KeyRing {
    /// The caller behind an API key; empty for none, an unknown one, or an empty one. Takes the
    /// same time whatever the key is.
    Optional<Principal> principalOf(@Nullable String apiKey);
}
