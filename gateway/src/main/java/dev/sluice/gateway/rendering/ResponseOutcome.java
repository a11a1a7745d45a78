package dev.sluice.gateway.rendering;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.ResultEvent;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.ResultEvent.InferenceFailed;
import dev.sluice.contracts.event.Usage;
import org.jspecify.annotations.Nullable;

/// How far a response has come. `model` is the pool that serves it; absent: none does yet.
public record ResponseOutcome(
        Status status,
        @Nullable String model,
        String text,
        @Nullable Usage usage,
        @Nullable Failure failure) {
    /// OpenAI's words, in lower case.
    public enum Status {
        QUEUED,
        IN_PROGRESS,
        COMPLETED,
        INCOMPLETE,
        FAILED,
        CANCELLED;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public static ResponseOutcome queued() {
        return new ResponseOutcome(Status.QUEUED, null, "", null, null);
    }

    public static ResponseOutcome inProgress(@Nullable String model) {
        return new ResponseOutcome(Status.IN_PROGRESS, model, "", null, null);
    }

    /// Of an answer that is `text` as the caller may see it.
    static ResponseOutcome finished(
            @Nullable String model, String text, FinishReason reason, Usage usage) {
        Status status = reason == FinishReason.LENGTH ? Status.INCOMPLETE : Status.COMPLETED;
        return new ResponseOutcome(status, model, text, usage, null);
    }

    static ResponseOutcome failed(
            @Nullable String model, String text, Failure failure, Usage usage) {
        Status status = failure.code() == ErrorCode.CANCELLED ? Status.CANCELLED : Status.FAILED;
        return new ResponseOutcome(status, model, text, usage, failure);
    }

    /// Of a result whose text is the caller's.
    public static ResponseOutcome of(ResultEvent result) {
        return switch (result) {
            case InferenceCompleted done ->
                    finished(done.pool().value(), done.text().value(), done.reason(), done.usage());
            case InferenceFailed failed ->
                    failed(
                            failed.pool() == null ? null : failed.pool().value(),
                            failed.text().value(),
                            failed.failure(),
                            failed.usage());
        };
    }

    public boolean isOver() {
        return status != Status.QUEUED && status != Status.IN_PROGRESS;
    }
}
