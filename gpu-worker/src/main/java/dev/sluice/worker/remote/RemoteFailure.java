package dev.sluice.worker.remote;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;

/// A call that gave no answer, or not all of it. The message is fit to show: none holds a text that
/// the server sent, for servers quote prompts.
final class RemoteFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final ErrorCode errorCode;
    private final boolean isLost;

    private RemoteFailure(ErrorCode errorCode, boolean isLost, String message) {
        super(message);
        this.errorCode = errorCode;
        this.isLost = isLost;
    }

    /// The server, or the way to it, failed: another worker may have more luck.
    static RemoteFailure lost(String message) {
        return new RemoteFailure(ErrorCode.ENGINE_FAILED, true, message);
    }

    /// The server does not want this request, and would not want it elsewhere.
    static RemoteFailure refused(ErrorCode errorCode, String message) {
        return new RemoteFailure(errorCode, false, message);
    }

    boolean isLost() {
        return isLost;
    }

    SluiceException toSluiceException() {
        return new SluiceException(errorCode, String.valueOf(getMessage()), this);
    }
}
