package dev.sluice.runtime.access;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/// All keys that open a door.
public interface KeyRing {
    /// Whose key it is. Called on event loops: must not block.
    Lookup find(String apiKey, Instant now);

    /// What is known of a key.
    sealed interface Lookup {
        /// `allowedFrom` empty: from anywhere.
        record Known(Principal principal, List<AddressRange> allowedFrom) implements Lookup {
            public Known {
                Objects.requireNonNull(principal, "principal");
                allowedFrom = List.copyOf(allowedFrom);
            }
        }

        /// It opens nothing. `reason` is for its holder.
        record Refused(String reason) implements Lookup {}

        /// The keys are not read yet.
        record NotYetKnown() implements Lookup {}
    }
}
