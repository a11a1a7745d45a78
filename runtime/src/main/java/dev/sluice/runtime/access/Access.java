package dev.sluice.runtime.access;

import dev.sluice.contracts.ErrorCode;
import org.jspecify.annotations.Nullable;

/// Whether a caller may enter.
public sealed interface Access {
    record Granted(Principal principal) implements Access {}

    /// `principal` is whom the key names, where it names somebody; `param` the header at fault.
    record Denied(
            ErrorCode code, String message, @Nullable String param, @Nullable Principal principal)
            implements Access {}
}
