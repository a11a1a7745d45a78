package dev.sluice.gateway.batch;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.gateway.admission.InferenceForm;
import dev.sluice.gateway.rendering.BatchJson;
import dev.sluice.gateway.rendering.ErrorJson;
import org.jspecify.annotations.Nullable;

/// What became of lines, as OpenAI writes it: a function of the line and its result.
public final class LineAnswers {
    private LineAnswers() {}

    /// `form` is the request's, read again; needed where the endpoint's answer repeats it.
    public static String answered(
            BatchEndpoint endpoint,
            String customId,
            InferenceCompleted done,
            @Nullable InferenceForm form) {
        return BatchJson.line(done.requestId(), customId, 200, endpoint.body(done, form));
    }

    /// The line ended without an answer.
    public static String failed(
            RequestId id, String customId, ErrorCode code, String message, @Nullable String param) {
        return BatchJson.line(id, customId, code.httpStatus(), ErrorJson.of(code, message, param));
    }
}
