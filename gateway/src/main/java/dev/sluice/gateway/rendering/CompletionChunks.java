package dev.sluice.gateway.rendering;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One stream with OpenAI's `text_completion` objects, a frame for each record. There is no role to
/// tell, so the frame of `StreamStarted` has an empty text: ids stay contiguous.
public final class CompletionChunks implements Frames {
    /// What the ids of such streams begin with.
    public static final String ID_PREFIX = "cmpl";

    private static final String OBJECT_TYPE = "text_completion";
    private static final String DONE = "data: [DONE]\n\n";

    private final long startingAfter;
    private String head = "";
    private boolean includeUsage;
    private long lastIndex;

    /// Frames of records up to and including index `startingAfter` are left out; -1 gives all.
    public CompletionChunks(long startingAfter) {
        this.startingAfter = startingAfter;
        this.lastIndex = startingAfter;
    }

    @Override
    public void begin(StringBuilder out) {
        // Nothing is known before the first record.
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
            tail(out, finished);
        }
    }

    @Override
    public String resumePath(RequestId id) {
        return ChatChunks.resumePath(id, lastIndex);
    }

    private void data(StringBuilder out, StreamEvent event) {
        switch (event) {
            case StreamStarted _ -> choice(out, "", null);
            case TextStreamed text -> choice(out, text.text().value(), null);
            case StreamFinished finished -> end(out, finished);
        }
    }

    private void end(StringBuilder out, StreamFinished finished) {
        Failure failure = finished.failure();
        if (failure != null) {
            out.append(ErrorJson.of(failure.code(), failure.message(), null));
            return;
        }
        choice(out, "", Envelope.finishReason(Objects.requireNonNull(finished.reason(), "reason")));
    }

    private void choice(StringBuilder out, String text, @Nullable String finishReason) {
        out.append(head).append(",\"choices\":");
        JsonText json = new JsonText(out).array().object();
        json.name("text").text(text).name("index").number(0).name("logprobs").nothing();
        json.name("finish_reason").text(finishReason).endObject().endArray();
        if (includeUsage) {
            json.name("usage").nothing();
        }
        json.endObject();
    }

    private void tail(StringBuilder out, StreamFinished finished) {
        if (includeUsage) {
            out.append("data: ").append(head).append(",\"choices\":[],\"usage\":");
            Envelope.usage(new JsonText(out), finished.usage());
            out.append("}\n\n");
        }
        out.append(DONE);
    }
}
