package dev.sluice.gateway.rendering;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.Failure;
import dev.sluice.contracts.event.StreamEvent;
import dev.sluice.contracts.event.StreamEvent.StreamFinished;
import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.gateway.rendering.ResponseOutcome.Status;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One stream as the events of OpenAI's responses. `sequence_number` counts the events and is the
/// frame's `id:` too:
///
/// | record | events |
/// |---|---|
/// | none yet | 0 `response.created` |
/// | `StreamStarted` | 1 `response.in_progress`, 2 `response.output_item.added`, 3 `response.content_part.added` |
/// | `TextStreamed` | n `response.output_text.delta` |
/// | `StreamFinished` with a reason | `response.output_text.done`, `response.content_part.done`, `response.output_item.done`, then `response.completed` or `response.incomplete` |
/// | `StreamFinished` with a failure | `response.failed` |
public final class ResponseEvents implements Frames {
    private final ResponseView view;
    private final long startingAfter;
    private final StringBuilder text = new StringBuilder();
    private long nextNumber;
    private @Nullable String model;

    /// Events up to and including number `startingAfter` are left out; -1 gives all.
    public ResponseEvents(ResponseView view, long startingAfter) {
        this.view = view;
        this.startingAfter = startingAfter;
    }

    @Override
    public void begin(StringBuilder out) {
        whole(out, "response.created", ResponseOutcome.inProgress(null));
    }

    @Override
    public void append(StringBuilder out, StreamEvent event) {
        switch (event) {
            case StreamStarted started -> start(out, started);
            case TextStreamed streamed -> delta(out, streamed.text().value());
            case StreamFinished finished -> finish(out, finished);
        }
    }

    @Override
    public String resumePath(RequestId id) {
        long last = Math.max(startingAfter, nextNumber - 1);
        String path = "/v1/responses/" + id + "?stream=true";
        return last < 0 ? path : path + "&starting_after=" + last;
    }

    private void start(StringBuilder out, StreamStarted started) {
        model = started.pool().value();
        whole(out, "response.in_progress", ResponseOutcome.inProgress(model));
        frame(
                out,
                "response.output_item.added",
                json -> {
                    json.name("output_index").number(0).name("item").object();
                    json.name("id").text(view.itemId()).name("type").text("message");
                    json.name("status").text("in_progress").name("role").text("assistant");
                    json.name("content").array().endArray().endObject();
                });
        frame(
                out,
                "response.content_part.added",
                json -> {
                    place(json).name("part");
                    ResponseJson.part(json, "");
                });
    }

    private void delta(StringBuilder out, String delta) {
        text.append(delta);
        frame(
                out,
                "response.output_text.delta",
                json -> place(json).name("delta").text(delta).name("logprobs").array().endArray());
    }

    private void finish(StringBuilder out, StreamFinished finished) {
        Failure failure = finished.failure();
        if (failure != null) {
            whole(
                    out,
                    "response.failed",
                    ResponseOutcome.failed(model, text.toString(), failure, finished.usage()));
            return;
        }
        ResponseOutcome outcome =
                ResponseOutcome.finished(
                        model,
                        text.toString(),
                        Objects.requireNonNull(finished.reason(), "reason"),
                        finished.usage());
        boolean isComplete = outcome.status() == Status.COMPLETED;
        frame(
                out,
                "response.output_text.done",
                json ->
                        place(json)
                                .name("text")
                                .text(text.toString())
                                .name("logprobs")
                                .array()
                                .endArray());
        frame(
                out,
                "response.content_part.done",
                json -> {
                    place(json).name("part");
                    ResponseJson.part(json, text.toString());
                });
        frame(
                out,
                "response.output_item.done",
                json -> {
                    json.name("output_index").number(0).name("item");
                    ResponseJson.item(json, view, isComplete, text.toString());
                });
        whole(out, isComplete ? "response.completed" : "response.incomplete", outcome);
    }

    private JsonText place(JsonText json) {
        return json.name("item_id")
                .text(view.itemId())
                .name("output_index")
                .number(0)
                .name("content_index")
                .number(0);
    }

    private void whole(StringBuilder out, String type, ResponseOutcome outcome) {
        frame(
                out,
                type,
                json -> {
                    json.name("response");
                    ResponseJson.append(json, view, outcome);
                });
    }

    private void frame(StringBuilder out, String type, Consumer<JsonText> properties) {
        long number = nextNumber++;
        if (number <= startingAfter) {
            return;
        }
        out.append("event: ").append(type).append("\nid: ").append(number).append("\ndata: ");
        JsonText json = new JsonText(out).object().name("type").text(type);
        properties.accept(json.name("sequence_number").number(number));
        json.endObject();
        out.append("\n\n");
    }
}
