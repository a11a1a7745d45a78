package dev.sluice.worker.chat.jinja;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A template's string: characters, and for each of them whether the caller or the template wrote
/// it.
///
/// Why: in a rendered prompt `<|im_end|>` ends a turn when the template wrote it, and is six
/// harmless characters when a user typed it. Only the provenance tells them apart, and it has to
/// survive everything a template does with a string. Equality looks at the characters only, as the
/// template language does.
///
/// `callerRuns` holds the caller's stretches as ascending pairs start, end (UTF-16 offsets, end
/// exclusive), neither touching nor empty.
public final class Text {
    private static final int[] NO_RUNS = {};
    static final Text EMPTY = new Text("", NO_RUNS);

    private final String value;
    private final int[] callerRuns;

    private Text(String value, int[] callerRuns) {
        this.value = value;
        this.callerRuns = callerRuns;
    }

    /// Text that the template, the model's files or this program wrote.
    public static Text ofTemplate(String value) {
        return value.isEmpty() ? EMPTY : new Text(value, NO_RUNS);
    }

    /// Text that came with the request.
    public static Text ofCaller(String value) {
        return value.isEmpty() ? EMPTY : new Text(value, new int[] {0, value.length()});
    }

    static Text ofRuns(String value, int[] callerRuns) {
        return value.isEmpty() ? EMPTY : new Text(value, callerRuns);
    }

    public String value() {
        return value;
    }

    /// The caller's stretches as [Span]s, in order.
    public List<Span> callerSpans() {
        List<Span> spans = new ArrayList<>(callerRuns.length / 2);
        for (int i = 0; i < callerRuns.length; i += 2) {
            spans.add(new Span(callerRuns[i], callerRuns[i + 1]));
        }
        return spans;
    }

    boolean isEmpty() {
        return value.isEmpty();
    }

    int length() {
        return value.length();
    }

    boolean hasCallerText() {
        return callerRuns.length > 0;
    }

    int[] callerRuns() {
        return callerRuns;
    }

    Text substring(int start, int end) {
        if (start == 0 && end == value.length()) {
            return this;
        }
        return start >= end ? EMPTY : new Text(value.substring(start, end), clipped(start, end));
    }

    private int[] clipped(int start, int end) {
        int[] kept = new int[callerRuns.length];
        int count = 0;
        for (int i = 0; i < callerRuns.length; i += 2) {
            int from = Math.max(callerRuns[i], start);
            int to = Math.min(callerRuns[i + 1], end);
            if (from < to) {
                kept[count++] = from - start;
                kept[count++] = to - start;
            }
        }
        return count == 0 ? NO_RUNS : Arrays.copyOf(kept, count);
    }

    /// The same characters in another case. Case mappings keep the order and at most lengthen, so
    /// an equal length means that every character stayed where it was.
    Text recased(String newValue) {
        return newValue.length() == value.length()
                ? ofRuns(newValue, callerRuns)
                : rewritten(newValue);
    }

    /// These characters in another form (escaped, reversed): nothing tells which became which, so
    /// the caller's share taints all of it.
    Text rewritten(String newValue) {
        return hasCallerText() ? ofCaller(newValue) : ofTemplate(newValue);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Text text && value.equals(text.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /// Redacted: a prompt must not reach a log by way of a message.
    @Override
    public String toString() {
        return "Text[" + value.length() + " characters]";
    }

    /// A stretch of a text: UTF-16 offsets, end exclusive.
    public record Span(int start, int end) {
        public Span {
            if (start < 0 || end <= start) {
                throw new IllegalArgumentException("span " + start + ".." + end);
            }
        }
    }
}
