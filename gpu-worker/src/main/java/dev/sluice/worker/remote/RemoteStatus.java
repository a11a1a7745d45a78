package dev.sluice.worker.remote;

import dev.sluice.contracts.ErrorCode;
import java.util.Locale;

/// What an HTTP status other than 200 means for a request, or the code of an error in the middle of
/// a stream. Of the server's own words only one thing is looked for: whether it says that the
/// context is too short.
final class RemoteStatus {
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private RemoteStatus() {}

    /// @param words of the server's error, as far as they were read
    static RemoteFailure failure(int status, String words) {
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN ->
                    RemoteFailure.refused(
                            ErrorCode.ENGINE_FAILED,
                            "the remote server refuses the worker's API key (status %d)"
                                    .formatted(status));
            case NOT_FOUND ->
                    RemoteFailure.refused(
                            ErrorCode.ENGINE_FAILED,
                            "the remote server has no such model, or no such route (status 404)");
            case REQUEST_TIMEOUT, TOO_EARLY, TOO_MANY_REQUESTS -> lost(status);
            default -> status >= SERVER_ERROR ? lost(status) : refused(status, words);
        };
    }

    private static RemoteFailure lost(int status) {
        return RemoteFailure.lost("the remote server answers with status " + status);
    }

    private static RemoteFailure refused(int status, String words) {
        if (status >= BAD_REQUEST && isOfContext(words)) {
            return RemoteFailure.refused(
                    ErrorCode.CONTEXT_LENGTH_EXCEEDED,
                    "prompt and answer do not fit the remote server's context");
        }
        return RemoteFailure.refused(
                status >= BAD_REQUEST ? ErrorCode.INVALID_PARAMETER : ErrorCode.ENGINE_FAILED,
                "the remote server refuses the request (status %d)".formatted(status));
    }

    /// OpenAI's code, llama.cpp's type, vLLM's and SGLang's sentences.
    private static boolean isOfContext(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        return lower.contains("context_length_exceeded")
                || lower.contains("exceed_context_size")
                || lower.contains("maximum context length")
                || lower.contains("model's context length");
    }
}
