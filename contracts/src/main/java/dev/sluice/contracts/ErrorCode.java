package dev.sluice.contracts;

/// The one catalogue of what can go wrong: HTTP status, OpenAI error type, metric label and log key
/// all come from here. [#code] is what clients see in `error.code`.
public enum ErrorCode {
    INVALID_JSON(400, "invalid_request_error", Retry.NO),
    INVALID_PARAMETER(400, "invalid_request_error", Retry.NO),
    UNSUPPORTED_PARAMETER(400, "invalid_request_error", Retry.NO),
    CONTEXT_LENGTH_EXCEEDED(400, "invalid_request_error", Retry.NO),
    CONTENT_BLOCKED(400, "invalid_request_error", Retry.NO),
    MALFORMED_RECORD(400, "invalid_request_error", Retry.NO),
    INVALID_API_KEY(401, "invalid_request_error", Retry.NO),
    INSUFFICIENT_SCOPE(403, "invalid_request_error", Retry.NO),
    ADDRESS_NOT_ALLOWED(403, "invalid_request_error", Retry.NO),
    MODEL_NOT_FOUND(404, "invalid_request_error", Retry.NO),
    NOT_FOUND(404, "invalid_request_error", Retry.NO),
    METHOD_NOT_ALLOWED(405, "invalid_request_error", Retry.NO),
    REQUEST_TIMEOUT(408, "invalid_request_error", Retry.NO),
    IDEMPOTENCY_CONFLICT(409, "invalid_request_error", Retry.NO),
    BODY_TOO_LARGE(413, "invalid_request_error", Retry.NO),
    UNSUPPORTED_MEDIA_TYPE(415, "invalid_request_error", Retry.NO),
    QUEUE_FULL(429, "rate_limit_error", Retry.LATER),
    RATE_LIMIT_EXCEEDED(429, "rate_limit_error", Retry.LATER),
    INSUFFICIENT_QUOTA(429, "rate_limit_error", Retry.NO),
    CANCELLED(499, "invalid_request_error", Retry.NO),
    ENGINE_FAILED(500, "server_error", Retry.NOW),
    INTERNAL(500, "server_error", Retry.NOW),
    POISON_REQUEST(500, "server_error", Retry.NO),
    MESH_UNAVAILABLE(503, "server_error", Retry.LATER),
    DEADLINE_EXCEEDED(504, "server_error", Retry.NO);

    /// Whether the same request may be sent again: at once, after a pause, or not at all.
    public enum Retry {
        NO,
        NOW,
        LATER
    }

    private final int httpStatus;
    private final String openAiType;
    private final Retry retry;

    ErrorCode(int httpStatus, String openAiType, Retry retry) {
        this.httpStatus = httpStatus;
        this.openAiType = openAiType;
        this.retry = retry;
    }

    /// The wire name, for example `context_length_exceeded`.
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    public int httpStatus() {
        return httpStatus;
    }

    public String openAiType() {
        return openAiType;
    }

    public Retry retry() {
        return retry;
    }
}
