package dev.sluice.gateway.rendering;

import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.gateway.streaming.Choices;
import org.jspecify.annotations.Nullable;

/// One stream as server-sent events with OpenAI's `chat.completion.chunk` objects.
///
/// | record | frames |
/// |---|---|
/// | `StreamStarted` | `id: 0`, the role |
/// | `TextStreamed` | `id: n`, the text, or what it adds to calls of tools; nothing while it is open which |
/// | `StreamFinished` with a reason | `id: n`, the finish reason; then, without an id, the usage where it was asked for, and `[DONE]` |
/// | `StreamFinished` with a failure | `id: n`, the error; nothing after it |
///
/// Each choice of several has such records; `[DONE]` follows the last of all. Feed every record
/// from index 0 on, each once, in order. The frames are a function of the records alone, so a
/// resumed stream has the bytes of the first time. Not thread-safe.
public final class ChatChunks extends ChoiceFrames {
    /// What one choice's text says of tools.
    private record Calls(Envelope envelope, ToolCallText text) {}

    /// By choice; null where the answer has no calls.
    private final @Nullable Calls[] calls;

    /// Frames of records up to and including index `startingAfter` are left out; -1 gives all.
    public ChatChunks(Choices choices, long startingAfter) {
        super("chat.completion.chunk", choices, startingAfter);
        this.calls = new Calls[choices.count()];
    }

    /// An error that is not part of the stream: it has no id, and the stream can be resumed.
    public static void appendError(StringBuilder out, String errorJson) {
        out.append("data: ").append(errorJson).append("\n\n");
    }

    @Override
    void onStarted(StringBuilder out, StreamStarted started) {
        ToolCallText text = ToolCallJson.textOf(started.toolCallForm());
        calls[choice()] = text == null ? null : new Calls(Envelope.of(started), text);
        JsonText json = openDelta(out).name("role").text("assistant");
        json.name("content").text("").name("refusal").nothing();
        closeChoice(json.endObject(), null);
    }

    @Override
    void onText(StringBuilder out, TextStreamed streamed) {
        String text = streamed.text().value();
        JsonText json = openDelta(out);
        Calls of = calls[choice()];
        if (of == null) {
            json.name("content").text(text);
        } else {
            delta(json, of.envelope(), of.text().append(text));
        }
        closeChoiceWith(LogprobJson.ofChat(streamed.logprobs()), json.endObject());
    }

    @Override
    void onFinished(StringBuilder out, String finishReason) {
        JsonText json = openDelta(out);
        Calls of = calls[choice()];
        if (of != null) {
            delta(json, of.envelope(), of.text().finish());
        }
        ToolCallText text = of == null ? null : of.text();
        closeChoice(json.endObject(), ToolCallJson.finishReason(text, finishReason));
    }

    private JsonText openDelta(StringBuilder out) {
        return openChoice(out).name("index").number(choice()).name("delta").object();
    }

    private static void delta(JsonText json, Envelope envelope, ToolCallText.Step step) {
        if (!step.said().isEmpty()) {
            json.name("content").text(step.said());
        }
        if (!step.calls().isEmpty()) {
            json.name("tool_calls").array();
            for (ToolCallText.Call call : step.calls()) {
                json.object().name("index").number(call.index());
                ToolCallJson.write(json, envelope, call);
            }
            json.endArray();
        }
    }
}
