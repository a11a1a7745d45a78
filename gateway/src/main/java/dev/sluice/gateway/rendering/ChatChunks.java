package dev.sluice.gateway.rendering;

import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.gateway.streaming.Choices;

/// One stream as server-sent events with OpenAI's `chat.completion.chunk` objects.
///
/// | record | frames |
/// |---|---|
/// | `StreamStarted` | `id: 0`, the role |
/// | `TextStreamed` | `id: n`, the text |
/// | `StreamFinished` with a reason | `id: n`, the finish reason; then, without an id, the usage where it was asked for, and `[DONE]` |
/// | `StreamFinished` with a failure | `id: n`, the error; nothing after it |
///
/// Each choice of several has such records; `[DONE]` follows the last of all. Feed every record
/// from index 0 on, each once, in order. The frames are a function of the records alone, so a
/// resumed stream has the bytes of the first time. Not thread-safe.
public final class ChatChunks extends ChoiceFrames {
    /// Frames of records up to and including index `startingAfter` are left out; -1 gives all.
    public ChatChunks(Choices choices, long startingAfter) {
        super("chat.completion.chunk", choices, startingAfter);
    }

    /// An error that is not part of the stream: it has no id, and the stream can be resumed.
    public static void appendError(StringBuilder out, String errorJson) {
        out.append("data: ").append(errorJson).append("\n\n");
    }

    @Override
    void onStarted(StringBuilder out) {
        JsonText json = openDelta(out).name("role").text("assistant");
        json.name("content").text("").name("refusal").nothing();
        closeChoice(json.endObject(), null);
    }

    @Override
    void onText(StringBuilder out, TextStreamed text) {
        JsonText json = openDelta(out).name("content").text(text.text().value()).endObject();
        closeChoiceWith(LogprobJson.ofChat(text.logprobs()), json);
    }

    @Override
    void onFinished(StringBuilder out, String finishReason) {
        closeChoice(openDelta(out).endObject(), finishReason);
    }

    private JsonText openDelta(StringBuilder out) {
        return openChoice(out).name("index").number(choice()).name("delta").object();
    }
}
