package dev.sluice.gateway.rendering;

import dev.sluice.contracts.event.StreamEvent.StreamStarted;
import dev.sluice.contracts.event.StreamEvent.TextStreamed;
import dev.sluice.gateway.streaming.Choices;
import org.jspecify.annotations.Nullable;

/// One stream with OpenAI's `text_completion` objects, a frame for each record. There is no role to
/// tell, so the frame of `StreamStarted` has an empty text: ids stay contiguous.
public final class CompletionChunks extends ChoiceFrames {
    /// What the ids of such streams begin with.
    public static final String ID_PREFIX = "cmpl";

    /// By choice.
    private final int[] textLengths;

    /// Frames of records up to and including index `startingAfter` are left out; -1 gives all.
    public CompletionChunks(Choices choices, long startingAfter) {
        super("text_completion", choices, startingAfter);
        this.textLengths = new int[choices.count()];
    }

    @Override
    void onStarted(StringBuilder out, StreamStarted started) {
        choice(out, "", null);
    }

    @Override
    void onText(StringBuilder out, TextStreamed streamed) {
        String text = streamed.text().value();
        JsonText json = openText(out, text);
        closeChoiceWith(LogprobJson.ofCompletion(streamed.logprobs(), textLengths[choice()]), json);
        textLengths[choice()] += text.length();
    }

    @Override
    void onFinished(StringBuilder out, String finishReason) {
        choice(out, "", finishReason);
    }

    private void choice(StringBuilder out, String text, @Nullable String finishReason) {
        closeChoice(openText(out, text), finishReason);
    }

    private JsonText openText(StringBuilder out, String text) {
        return openChoice(out).name("text").text(text).name("index").number(choice());
    }
}
