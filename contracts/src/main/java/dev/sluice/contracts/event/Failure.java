package dev.sluice.contracts.event;

import dev.sluice.contracts.Doc;
import dev.sluice.contracts.ErrorCode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

@Doc("Why a request ended without an answer.")
public record Failure(
        @Doc("the catalogue's name, for example CONTEXT_LENGTH_EXCEEDED") ErrorCode code,
        @Doc("what, which value, which limit; fit to show to the caller") String message,
        @Doc("seconds after which another try is worth it; absent: unknown")
                @Nullable Integer retryAfterSeconds) {
    public static final int MESSAGE_LENGTH_MAX = 4_096;

    /// A message that is too long is cut: an engine's may be of any length.
    public Failure {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
        if (message.length() > MESSAGE_LENGTH_MAX) {
            message = message.substring(0, MESSAGE_LENGTH_MAX - 1) + "…";
        }
    }

    public static Failure of(ErrorCode code, String message) {
        return new Failure(code, message, null);
    }
}
