package dev.sluice.gateway.rendering;

import org.jspecify.annotations.Nullable;

/// One stream with OpenAI's `text_completion` objects, a frame for each record. There is no role to
/// tell, so the frame of `StreamStarted` has an empty text: ids stay contiguous.
public final class CompletionChunks extends ChoiceFrames {
    /// What the ids of such streams begin with.
    public static final String ID_PREFIX = "cmpl";

    /// Frames of records up to and including index `startingAfter` are left out; -1 gives all.
    public CompletionChunks(long startingAfter) {
        super("text_completion", startingAfter);
    }

    @Override
    void onStarted(StringBuilder out) {
        choice(out, "", null);
    }

    @Override
    void onText(StringBuilder out, String text) {
        choice(out, text, null);
    }

    @Override
    void onFinished(StringBuilder out, String finishReason) {
        choice(out, "", finishReason);
    }

    private void choice(StringBuilder out, String text, @Nullable String finishReason) {
        JsonText json = openChoice(out).name("text").text(text).name("index").number(0);
        closeChoice(json, finishReason);
    }
}
