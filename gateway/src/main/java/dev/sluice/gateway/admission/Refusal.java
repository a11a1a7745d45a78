package dev.sluice.gateway.admission;

import dev.sluice.contracts.ErrorCode;
import org.jspecify.annotations.Nullable;

/// Why a request was turned away. `message` has what, value and limit, and quotes no prompt;
/// `param` names the field or header at fault.
public record Refusal(
        ErrorCode code,
        String message,
        @Nullable String param,
        @Nullable Integer retryAfterSeconds) {
    public static Refusal of(ErrorCode code, String message) {
        return new Refusal(code, message, null, null);
    }

    public static Refusal of(ErrorCode code, String message, @Nullable String param) {
        return new Refusal(code, message, param, null);
    }
}
