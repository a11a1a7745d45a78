package dev.sluice.worker.tokens;

import dev.sluice.worker.chat.RenderedPrompt;
import java.util.ArrayList;
import java.util.List;

/// Cuts a prompt so that no control token that the caller wrote stays in one piece. The pieces are
/// encoded apart, and half a control token is text. A prompt without one stays whole and is encoded
/// exactly as any other tool would.
final class PromptCuts {
    private final RenderedPrompt prompt;
    private final ControlTokens controls;
    private final List<String> pieces = new ArrayList<>();
    private int templateControlCount;
    private int pieceStart;

    PromptCuts(RenderedPrompt prompt, ControlTokens controls) {
        this.prompt = prompt;
        this.controls = controls;
        String text = prompt.text();
        for (int i = 0; i < text.length(); ) {
            i = step(text, i);
        }
        cutAt(text.length());
    }

    List<String> pieces() {
        return pieces;
    }

    /// How many control tokens the template wrote: as many may come out of the encoder.
    int templateControlCount() {
        return templateControlCount;
    }

    private int step(String text, int index) {
        int length = controls.lengthAt(text, index);
        if (length == 0) {
            return index + 1;
        }
        if (!prompt.isCallers(index, index + length)) {
            templateControlCount++;
            return index + length;
        }
        // Every control token that starts here has this first character; cut after it.
        int next = text.offsetByCodePoints(index, 1);
        cutAt(next);
        return next;
    }

    private void cutAt(int index) {
        if (index > pieceStart) {
            pieces.add(prompt.text().substring(pieceStart, index));
            pieceStart = index;
        }
    }
}
