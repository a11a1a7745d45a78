package dev.sluice.worker.remote;

import dev.sluice.worker.tokens.TextPieces;

/// One request to the server: the path below its base, and the JSON. Holds a prompt, so its text
/// shows its size only.
///
/// It travels through the engine's interface as what that calls a prompt, in [TextPieces]: four
/// ASCII characters are one, each other character is one, which is also how the scheduler estimates
/// a prompt's tokens.
public record RemoteCall(String path, String body) {
    static final String CHAT = "chat/completions";
    static final String TEXT = "completions";

    public int[] toPromptTokens() {
        return TextPieces.of(path + '\n' + body);
    }

    static RemoteCall ofPromptTokens(int[] promptTokens) {
        String text = TextPieces.text(promptTokens);
        int end = text.indexOf('\n');
        if (end < 0) {
            throw new IllegalArgumentException("these prompt tokens are no remote call");
        }
        return new RemoteCall(text.substring(0, end), text.substring(end + 1));
    }

    @Override
    public String toString() {
        return "RemoteCall[" + path + ", " + body.length() + " characters]";
    }
}
