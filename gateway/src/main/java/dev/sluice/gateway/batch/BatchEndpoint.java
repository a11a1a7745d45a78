package dev.sluice.gateway.batch;

import dev.sluice.contracts.ObjectId;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.gateway.admission.Admission;
import dev.sluice.gateway.admission.InferenceForm;
import dev.sluice.gateway.admission.RequestReader;
import dev.sluice.gateway.rendering.ResponseView;
import dev.sluice.gateway.rendering.WholeAnswer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The routes that a batch's requests can be for.
public enum BatchEndpoint {
    CHAT("/v1/chat/completions"),
    COMPLETION("/v1/completions"),
    RESPONSE("/v1/responses");

    private final String path;

    BatchEndpoint(String path) {
        this.path = path;
    }

    public String path() {
        return path;
    }

    public static Optional<BatchEndpoint> of(@Nullable String path) {
        return Arrays.stream(values()).filter(each -> each.path.equals(path)).findFirst();
    }

    Admission read(RequestReader reader, @Nullable Object body) {
        return switch (this) {
            case CHAT -> reader.readChat(body);
            case COMPLETION -> reader.readCompletion(body);
            case RESPONSE -> reader.readResponse(body);
        };
    }

    /// What the route would have answered. `form` is the request's, read again.
    String body(InferenceCompleted result, @Nullable InferenceForm form) {
        WholeAnswer answer = WholeAnswer.of(result);
        return switch (this) {
            case CHAT -> answer.chatCompletion();
            case COMPLETION -> answer.textCompletion();
            case RESPONSE ->
                    answer.response(
                            new ResponseView(
                                    new ObjectId(result.requestId().value()),
                                    result.acceptedAt(),
                                    Objects.requireNonNull(
                                            Objects.requireNonNull(form, "form").response(),
                                            "response")));
        };
    }
}
