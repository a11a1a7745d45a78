package dev.sluice.gateway.tenant;

import dev.sluice.contracts.ErrorCode;
import java.time.Duration;
import java.util.Objects;

/// Whether a request is within its tenant's limits.
public sealed interface Verdict {
    /// The tenant has no limits.
    record Unlimited() implements Verdict {}

    /// It counts from now on.
    record Allowed(Standing standing) implements Verdict {
        public Allowed {
            Objects.requireNonNull(standing, "standing");
        }
    }

    /// It does not count. `isMomentary`: it waits for a request that runs, which may end any
    /// moment.
    record Refused(
            ErrorCode code,
            String message,
            Duration retryAfter,
            boolean isMomentary,
            Standing standing)
            implements Verdict {
        public Refused {
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(retryAfter, "retryAfter");
            Objects.requireNonNull(standing, "standing");
        }
    }
}
