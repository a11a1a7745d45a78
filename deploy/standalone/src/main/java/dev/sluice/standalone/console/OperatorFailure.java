package dev.sluice.standalone.console;

import java.util.Objects;

/// A failure that the person at the terminal can act on. The message is one line: what failed, with
/// which value, and what to do. It is printed without a stack trace and ends the command with exit
/// code 1.
public final class OperatorFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OperatorFailure(String message) {
        super(message);
    }

    public OperatorFailure(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /// The innermost message of `failure`, for the "why" part of a line.
    public static String reasonOf(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String message = innermost.getMessage();
        return message == null || message.isBlank()
                ? innermost.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
