package dev.sluice.gateway.grpc;

import dev.sluice.contracts.ErrorCode;

/// The status codes of gRPC that are used here, and which error has which: the one place where an
/// error becomes a gRPC status.
public enum GrpcCode {
    OK(0),
    CANCELLED(1),
    INVALID_ARGUMENT(3),
    DEADLINE_EXCEEDED(4),
    NOT_FOUND(5),
    ALREADY_EXISTS(6),
    PERMISSION_DENIED(7),
    RESOURCE_EXHAUSTED(8),
    UNIMPLEMENTED(12),
    INTERNAL(13),
    UNAVAILABLE(14),
    UNAUTHENTICATED(16);

    private final int number;

    GrpcCode(int number) {
        this.number = number;
    }

    /// As it stands in `grpc-status`.
    public int number() {
        return number;
    }

    public static GrpcCode of(ErrorCode code) {
        return switch (code) {
            case INVALID_JSON,
                    INVALID_PARAMETER,
                    UNSUPPORTED_PARAMETER,
                    CONTEXT_LENGTH_EXCEEDED,
                    CONTENT_BLOCKED,
                    MALFORMED_RECORD,
                    UNSUPPORTED_MEDIA_TYPE ->
                    INVALID_ARGUMENT;
            case INVALID_API_KEY -> UNAUTHENTICATED;
            case INSUFFICIENT_SCOPE, ADDRESS_NOT_ALLOWED -> PERMISSION_DENIED;
            case MODEL_NOT_FOUND, NOT_FOUND -> NOT_FOUND;
            case METHOD_NOT_ALLOWED -> UNIMPLEMENTED;
            case IDEMPOTENCY_CONFLICT -> ALREADY_EXISTS;
            // As every gRPC library says of a message that is too large.
            case BODY_TOO_LARGE, QUEUE_FULL, RATE_LIMIT_EXCEEDED, INSUFFICIENT_QUOTA ->
                    RESOURCE_EXHAUSTED;
            case CANCELLED -> CANCELLED;
            case ENGINE_FAILED, INTERNAL, POISON_REQUEST -> INTERNAL;
            case MESH_UNAVAILABLE -> UNAVAILABLE;
            case REQUEST_TIMEOUT, DEADLINE_EXCEEDED -> DEADLINE_EXCEEDED;
        };
    }
}
