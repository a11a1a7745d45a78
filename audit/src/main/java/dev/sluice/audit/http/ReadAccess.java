package dev.sluice.audit.http;

import dev.sluice.contracts.ErrorCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Who may read the audit. Called on an event loop: must not block.
@FunctionalInterface
public interface ReadAccess {
    /// Why this key may not; empty when it may. The key is null where the request has none.
    Optional<ErrorCode> refusal(@Nullable String apiKey);
}
