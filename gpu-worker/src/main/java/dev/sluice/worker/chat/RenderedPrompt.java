package dev.sluice.worker.chat;

import dev.sluice.worker.chat.jinja.Text;
import dev.sluice.worker.chat.jinja.Text.Span;
import java.util.List;

/// A prompt as text, and which stretches of it the caller wrote (UTF-16 offsets, ascending).
public record RenderedPrompt(String text, List<Span> callerSpans) {
    public RenderedPrompt {
        callerSpans = List.copyOf(callerSpans);
    }

    /// Text of which every character is the caller's.
    public static RenderedPrompt ofCaller(String text) {
        return of(Text.ofCaller(text));
    }

    static RenderedPrompt of(Text text) {
        return new RenderedPrompt(text.value(), text.callerSpans());
    }

    /// Whether the caller wrote any of the characters from `start` to before `end`.
    public boolean isCallers(int start, int end) {
        int low = 0;
        int high = callerSpans.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (callerSpans.get(middle).end() <= start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < callerSpans.size() && callerSpans.get(low).start() < end;
    }

    /// Redacted: it holds a prompt.
    @Override
    public String toString() {
        return "RenderedPrompt[" + text.length() + " characters]";
    }
}
