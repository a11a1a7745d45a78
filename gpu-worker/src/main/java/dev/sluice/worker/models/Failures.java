package dev.sluice.worker.models;

import com.fasterxml.jackson.core.JacksonException;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/// What went wrong, in a few words on one line.
final class Failures {
    private Failures() {}

    static String reason(Throwable failure) {
        return switch (failure) {
            case HttpConnectTimeoutException timeout -> "no connection in time";
            case UnknownHostException unknown -> "the host's name cannot be resolved";
            case ConnectException refused ->
                    isUnresolved(refused) ? "the host's name cannot be resolved" : "no connection";
            case NoSuchFileException missing -> "no such file " + missing.getMessage();
            case FileNotFoundException missing -> "cannot open " + missing.getMessage();
            case AccessDeniedException denied -> "access denied to " + denied.getMessage();
            case JacksonException malformed -> firstLine(malformed.getOriginalMessage());
            default -> describe(failure);
        };
    }

    private static boolean isUnresolved(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause != null
                && (cause instanceof UnresolvedAddressException || isUnresolved(cause));
    }

    private static String describe(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : firstLine(message);
    }

    private static String firstLine(String message) {
        return message.strip().lines().findFirst().orElse("");
    }
}
