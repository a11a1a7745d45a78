package dev.sluice.gateway.rendering;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.contracts.event.Usage;
import dev.sluice.gateway.streaming.Choices;
import org.jspecify.annotations.Nullable;

/// What streams of OpenAI objects with `choices` have in common: a frame with an id for each
/// record, and after the last one, without an id, the usage where it was asked for, and `[DONE]`.
/// After a failure there is nothing. Where there are several choices their records have one count
/// of ids, in the order in which they come; each chunk names its choice.
abstract class ChoiceFrames implements Frames {
    private static final String DONE = "data: [DONE]\n\n";

    private final String objectType;
    private final Choices choices;
    private final long startingAfter;
    private long index = -1;
    private int choice;
    private int finishedCount;
    private Usage usage = Usage.NONE;
    private String head = "";
    private boolean includeUsage;

    /// Frames of records up to and including index `startingAfter` are left out; -1 gives all.
    ChoiceFrames(String objectType, Choices choices, long startingAfter) {
        this.objectType = objectType;
        this.choices = choices;
        this.startingAfter = startingAfter;
    }

    /// The object that says that the answer begins.
    abstract void onStarted(StringBuilder out, StreamStarted started);

    abstract void onText(StringBuilder out, TextStreamed text);

    /// The object that says why the answer is over.
    abstract void onFinished(StringBuilder out, String finishReason);

    @Override
    public final void begin(StringBuilder out) {
        // Nothing is known before the first record.
    }

    @Override
    public final void append(StringBuilder out, StreamEvent event) {
        index++;
        choice = choices.indexOf(event.requestId());
        if (event instanceof StreamStarted started && head.isEmpty()) {
            Envelope envelope =
                    new Envelope(choices.requestId(), started.acceptedAt(), started.pool());
            head = envelope.open(new StringBuilder(256), objectType).toString();
            includeUsage = started.includeUsage();
        }
        int start = out.length();
        out.append("id: ").append(index).append("\ndata: ");
        data(out, event);
        out.append("\n\n");
        if (index <= startingAfter) {
            // What the client has was rendered all the same: what follows may depend on it.
            out.setLength(start);
        }
        if (event instanceof StreamFinished finished && finished.failure() == null) {
            usage = Envelope.sum(usage, finished.usage());
            finishedCount++;
            if (finishedCount == choices.count()) {
                tail(out);
            }
        }
    }

    @Override
    public final String resumePath(RequestId id) {
        String path = "/v1/streams/" + id;
        long lastIndex = Math.max(index, startingAfter);
        return lastIndex < 0 ? path : path + "?starting_after=" + lastIndex;
    }

    private void data(StringBuilder out, StreamEvent event) {
        switch (event) {
            case StreamStarted started -> onStarted(out, started);
            case TextStreamed text -> onText(out, text);
            case StreamFinished finished -> end(out, finished);
        }
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
        onFinished(out, Envelope.finishReason(finished.reason()));
    }

    /// The number of the choice whose record it is.
    final int choice() {
        return choice;
    }

    /// Opens the object and the one choice that it has.
    final JsonText openChoice(StringBuilder out) {
        if (head.isEmpty()) {
            throw new IllegalStateException("the stream's first record is not StreamStarted");
        }
        out.append(head).append(",\"choices\":");
        return new JsonText(out).array().object();
    }

    final void closeChoice(JsonText json, @Nullable String finishReason) {
        close(json.name("logprobs").nothing(), finishReason);
    }

    /// The same of text with its probabilities, as JSON.
    final void closeChoiceWith(String logprobs, JsonText json) {
        close(json.name("logprobs").raw(logprobs), null);
    }

    private void close(JsonText json, @Nullable String finishReason) {
        json.name("finish_reason").text(finishReason);
        json.endObject().endArray();
        if (includeUsage) {
            json.name("usage").nothing();
        }
        json.endObject();
    }

    private void tail(StringBuilder out) {
        if (includeUsage) {
            out.append("data: ").append(head).append(",\"choices\":[],\"usage\":");
            Envelope.usage(new JsonText(out), usage);
            out.append("}\n\n");
        }
        out.append(DONE);
    }
}
