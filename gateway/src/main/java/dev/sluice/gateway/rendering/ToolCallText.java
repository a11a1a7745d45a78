package dev.sluice.gateway.rendering;

import dev.sluice.grammar.call.ToolCallForm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the text of an answer with tools apart, however it is cut: what was said, and calls.
///
/// ```
///            opening           middle             closing           opening
/// (saying) ──────────▶ naming ────────▶ arguing ──────────▶ between ────────▶ naming …
/// ```
///
/// Held back is the longest end that is the beginning of the awaited text, and a name until it is
/// whole. The worker's grammar has seen to it that the text is of this form; what masking put in it
/// stands in its place. A function of the text, so a replay gives the same steps. Not thread-safe.
final class ToolCallText {
    private enum At {
        SAYING,
        NAMING,
        ARGUING,
        BETWEEN
    }

    /// What one more piece of text made certain.
    ///
    /// @param said in front of all calls
    record Step(String said, List<Call> calls) {
        Step {
            calls = List.copyOf(calls);
        }

        @Override
        public String toString() {
            return "Step[" + said.length() + " characters, " + calls.size() + " calls]";
        }
    }

    /// More of a call. `name` is there where it begins.
    record Call(int index, @Nullable String name, String arguments) {
        @Override
        public String toString() {
            return "Call[" + index + "]";
        }
    }

    private final ToolCallForm form;
    private final StringBuilder held = new StringBuilder();
    private At at = At.SAYING;
    private int callCount;
    // Of the current step.
    private final StringBuilder said = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();

    ToolCallText(ToolCallForm form) {
        this.form = form;
    }

    /// Takes the next piece.
    Step append(String text) {
        held.append(text);
        String awaited = awaited();
        for (int place = held.indexOf(awaited); place >= 0; place = held.indexOf(awaited)) {
            pass(held.substring(0, place));
            held.delete(0, place + awaited.length());
            advance();
            awaited = awaited();
        }
        if (at != At.NAMING) {
            int free = held.length() - beginningOf(awaited);
            pass(held.substring(0, free));
            held.delete(0, free);
        }
        return takeStep();
    }

    /// Ends the text. Half a tag was none; a call that was cut off stays as far as it came.
    Step finish() {
        if (at == At.SAYING && !isBegun()) {
            said.append(held);
            held.setLength(0);
        }
        return takeStep();
    }

    /// Whether tools were called, and each call is whole.
    boolean hasWholeCalls() {
        return callCount > 0 && at == At.BETWEEN && !isBegun();
    }

    private boolean isBegun() {
        return held.indexOf(form.tag()) == 0;
    }

    private String awaited() {
        return switch (at) {
            case SAYING, BETWEEN -> form.opening();
            case NAMING -> form.middle();
            case ARGUING -> form.closing();
        };
    }

    private void pass(String text) {
        switch (at) {
            case SAYING -> said.append(text);
            case NAMING -> calls.add(new Call(callCount++, text, ""));
            case ARGUING -> argue(text);
            // A separator.
            case BETWEEN -> {}
        }
    }

    private void argue(String text) {
        int index = callCount - 1;
        if (calls.isEmpty()) {
            if (!text.isEmpty()) {
                calls.add(new Call(index, null, text));
            }
            return;
        }
        Call begun = calls.removeLast();
        calls.add(new Call(index, begun.name(), begun.arguments() + text));
    }

    private void advance() {
        at =
                switch (at) {
                    case SAYING, BETWEEN -> At.NAMING;
                    case NAMING -> At.ARGUING;
                    case ARGUING -> At.BETWEEN;
                };
    }

    /// The length of the longest end of the held text that `awaited` begins with.
    private int beginningOf(String awaited) {
        int length = Math.min(held.length(), awaited.length());
        while (!awaited.startsWith(held.substring(held.length() - length))) {
            length--;
        }
        return length;
    }

    private Step takeStep() {
        Step step = new Step(said.toString(), calls);
        said.setLength(0);
        calls.clear();
        return step;
    }
}
