package dev.sluice.gateway.rendering;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.FinishReason;
import dev.sluice.contracts.event.ResultEvent.InferenceCompleted;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.TokenLogprobs;
import dev.sluice.contracts.event.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Gathers one stream into an answer that is sent at once. Feed every record, each once, in order.
/// Not thread-safe.
public final class WholeAnswer {
    private final StringBuilder text = new StringBuilder();
    private final List<TokenLogprobs> logprobs = new ArrayList<>();
    private @Nullable StreamStarted started;
    private @Nullable StreamFinished finished;

    /// The answer of a result, as its stream would have made it.
    public static WholeAnswer of(InferenceCompleted result) {
        WholeAnswer answer = new WholeAnswer();
        answer.apply(
                new StreamStarted(
                        result.eventId(),
                        result.requestId(),
                        result.tenantId(),
                        0,
                        result.occurredAt(),
                        result.pool(),
                        result.acceptedAt(),
                        true,
                        result.toolCallForm()));
        answer.append(result.text(), result.logprobs());
        answer.apply(
                new StreamFinished(
                        result.eventId(),
                        result.requestId(),
                        result.tenantId(),
                        1,
                        result.occurredAt(),
                        result.reason(),
                        null,
                        result.usage()));
        return answer;
    }

    public void apply(StreamEvent event) {
        switch (event) {
            case StreamStarted first -> started = first;
            case TextStreamed more -> append(more.text(), more.logprobs());
            case StreamFinished last -> finished = last;
        }
    }

    private void append(SensitiveText more, @Nullable List<TokenLogprobs> tokens) {
        text.append(more.value());
        if (tokens != null) {
            logprobs.addAll(tokens);
        }
    }

    public boolean isFinished() {
        return finished != null;
    }

    /// Why there is no answer; empty while it is not finished, or when there is one.
    public Optional<Failure> failure() {
        return Optional.ofNullable(finished).map(StreamFinished::failure);
    }

    /// What a finished answer consists of, for forms other than JSON.
    public record Parts(
            RequestId requestId, PoolName pool, String text, String finishReason, Usage usage) {
        @Override
        public String toString() {
            return "Parts[" + requestId + ", " + text.length() + " characters]";
        }
    }

    public Parts parts() {
        Envelope envelope = envelope();
        return new Parts(envelope.requestId(), envelope.pool(), text.toString(), reason(), usage());
    }

    /// OpenAI's `chat.completion` object.
    public String chatCompletion() {
        return WholeAnswers.completion("chat.completion", List.of(this), WholeAnswer::chatChoice);
    }

    void chatChoice(JsonText json, int index) {
        json.object().name("index").number(index);
        json.name("message").object().name("role").text("assistant");
        ToolCallText calls = ToolCallJson.textOf(requireStarted().toolCallForm());
        message(json, calls);
        json.name("logprobs").raw(LogprobJson.ofChat(logprobs())).name("finish_reason");
        json.text(ToolCallJson.finishReason(calls, reason())).endObject();
    }

    private void message(JsonText json, @Nullable ToolCallText calls) {
        if (calls == null) {
            ToolCallJson.message(json, envelope(), text.toString(), List.of());
            return;
        }
        ToolCallText.Step all = calls.append(text.toString());
        String said = all.said() + calls.finish().said();
        ToolCallJson.message(json, envelope(), said, all.calls());
    }

    /// OpenAI's `text_completion` object.
    public String textCompletion() {
        return WholeAnswers.completion("text_completion", List.of(this), WholeAnswer::textChoice);
    }

    void textChoice(JsonText json, int index) {
        json.object().name("text").text(text.toString());
        json.name("index").number(index);
        json.name("logprobs").raw(LogprobJson.ofCompletion(logprobs(), 0));
        json.name("finish_reason").text(reason()).endObject();
    }

    /// OpenAI's `response` object.
    public String response(ResponseView view) {
        StreamFinished last = requireFinished();
        FinishReason reason = java.util.Objects.requireNonNull(last.reason(), "reason");
        String model = envelope().pool().value();
        return ResponseJson.of(
                view, ResponseOutcome.finished(model, text.toString(), reason, last.usage()));
    }

    /// The guides' shape: the text at top level.
    public String plainCompletion() {
        StringBuilder out = new StringBuilder(text.length() + 512);
        JsonText json = envelope().open(out, "text_completion");
        json.name("text").text(text.toString()).name("finish_reason").text(reason());
        json.name("usage");
        Envelope.usage(json, usage());
        return json.endObject().toString();
    }

    private @Nullable List<TokenLogprobs> logprobs() {
        return logprobs.isEmpty() ? null : logprobs;
    }

    int length() {
        return text.length();
    }

    Envelope envelope() {
        return Envelope.of(requireStarted());
    }

    private StreamStarted requireStarted() {
        if (started == null) {
            throw new IllegalStateException("the stream's first record is not StreamStarted");
        }
        return started;
    }

    private String reason() {
        FinishReason reason = requireFinished().reason();
        return Envelope.finishReason(java.util.Objects.requireNonNull(reason, "reason"));
    }

    Usage usage() {
        return requireFinished().usage();
    }

    private StreamFinished requireFinished() {
        if (finished == null) {
            throw new IllegalStateException("the stream is not finished");
        }
        return finished;
    }
}
