package dev.sluice.gateway.streaming;

import dev.sluice.contracts.ErrorCode;

/// Why a reader gets no more of a stream although the stream goes on. All but [#EXPIRED] are
/// resumable: the client comes back with the last index it has.
public enum Cut {
    SLOW_READER(
            ErrorCode.MESH_UNAVAILABLE,
            "the client reads more slowly than the answer is generated"),
    GATEWAY_STOPS(ErrorCode.MESH_UNAVAILABLE, "this gateway is shutting down"),
    NOT_BEGUN(ErrorCode.MESH_UNAVAILABLE, "the answer has not begun in time"),
    LOG_UNAVAILABLE(ErrorCode.MESH_UNAVAILABLE, "the stream cannot be read at the moment"),
    EXPIRED(ErrorCode.NOT_FOUND, "the stream's first records are past their retention");

    private final ErrorCode errorCode;
    private final String reason;

    Cut(ErrorCode errorCode, String reason) {
        this.errorCode = errorCode;
        this.reason = reason;
    }

    public ErrorCode errorCode() {
        return errorCode;
    }

    public String reason() {
        return reason;
    }

    public boolean isResumable() {
        return this != EXPIRED;
    }
}
