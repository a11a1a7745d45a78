package dev.sluice.gateway.rendering;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.Usage;
import org.jspecify.annotations.Nullable;

/// One stream as server-sent events with OpenAI's `chat.completion.chunk` objects.
///
/// | record | frames |
/// |---|---|
/// | `StreamStarted` | `id: 0`, the role |
/// | `TextStreamed` | `id: n`, the text |
/// | `StreamFinished` with a reason | `id: n`, the finish reason; then, without an id, the usage where it was asked for, and `[DONE]` |
/// | `StreamFinished` with a failure | `id: n`, the error; nothing after it |
///
/// Feed every record from index 0 on, each once, in order. The frames are a function of the records
/// alone, so a resumed stream has the bytes of the first time. Not thread-safe.
public final class ChatChunks implements Frames {
    private static final String OBJECT_TYPE = "chat.completion.chunk";
    private static final String DONE = "data: [DONE]\n\n";

    private final long startingAfter;
    private String head = "";
    private boolean includeUsage;
    private long lastIndex;

    /// Frames of records up to and including index `startingAfter` are left out; -1 gives all.
    public ChatChunks(long startingAfter) {
        this.startingAfter = startingAfter;
        this.lastIndex = startingAfter;
    }

    @Override
    public void begin(StringBuilder out) {
        // Nothing is known before the first record.
    }

    @Override
    public String resumePath(RequestId id) {
        return resumePath(id, lastIndex);
    }

    static String resumePath(RequestId id, long lastIndex) {
        String path = "/v1/streams/" + id;
        return lastIndex < 0 ? path : path + "?starting_after=" + lastIndex;
    }

    @Override
    public void append(StringBuilder out, StreamEvent event) {
        if (event instanceof StreamStarted started) {
            head = Envelope.of(started).open(new StringBuilder(256), OBJECT_TYPE).toString();
            includeUsage = started.includeUsage();
        }
        if (event.index() > startingAfter) {
            out.append("id: ").append(event.index()).append("\ndata: ");
            data(out, event);
            out.append("\n\n");
        }
        lastIndex = Math.max(lastIndex, event.index());
        if (event instanceof StreamFinished finished && finished.failure() == null) {
            tail(out, finished.usage());
        }
    }

    /// An error that is not part of the stream: it has no id, and the stream can be resumed.
    public static void appendError(StringBuilder out, String errorJson) {
        out.append("data: ").append(errorJson).append("\n\n");
    }

    private void data(StringBuilder out, StreamEvent event) {
        switch (event) {
            case StreamStarted _ -> role(out);
            case TextStreamed text -> content(out, text.text().value());
            case StreamFinished finished -> end(out, finished);
        }
    }

    private void role(StringBuilder out) {
        JsonText json = openChoice(out).name("delta").object().name("role").text("assistant");
        json.name("content").text("").name("refusal").nothing().endObject();
        closeChoice(json, null);
    }

    private void content(StringBuilder out, String text) {
        JsonText json = openChoice(out).name("delta").object().name("content").text(text);
        closeChoice(json.endObject(), null);
    }

    private void end(StringBuilder out, StreamFinished finished) {
        Failure failure = finished.failure();
        if (failure != null) {
            out.append(ErrorJson.of(failure.code(), failure.message(), null));
            return;
        }
        if (finished.reason() == null) {
            throw new IllegalStateException("a finished stream has a reason or a failure");
        }
        JsonText json = openChoice(out).name("delta").object().endObject();
        closeChoice(json, Envelope.finishReason(finished.reason()));
    }

    private JsonText openChoice(StringBuilder out) {
        if (head.isEmpty()) {
            throw new IllegalStateException("the stream's first record is not StreamStarted");
        }
        out.append(head).append(",\"choices\":");
        return new JsonText(out).array().object().name("index").number(0);
    }

    private void closeChoice(JsonText json, @Nullable String finishReason) {
        json.name("logprobs").nothing().name("finish_reason").text(finishReason);
        json.endObject().endArray();
        if (includeUsage) {
            json.name("usage").nothing();
        }
        json.endObject();
    }

    private void tail(StringBuilder out, Usage usage) {
        if (includeUsage) {
            out.append("data: ").append(head).append(",\"choices\":[],\"usage\":");
            Envelope.usage(new JsonText(out), usage);
            out.append("}\n\n");
        }
        out.append(DONE);
    }
}
