package dev.sluice.standalone.console;

import dev.sluice.contracts.SluiceException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
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

    /// The message of `failure` that says most, for the "why" part of a line: the first that was
    /// written for people, else the innermost.
    public static String reasonOf(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null && !isForPeople(innermost)) {
            innermost = innermost.getCause();
        }
        return switch (innermost) {
            // Why: their message is the bare path.
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "a file is in the way";
            default -> firstLineOf(innermost);
        };
    }

    /// Written to be read: the causes below it say less.
    private static boolean isForPeople(Throwable failure) {
        return failure instanceof OperatorFailure || failure instanceof SluiceException;
    }

    private static String firstLineOf(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
