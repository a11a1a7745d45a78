package dev.sluice.masking.restore;

import dev.sluice.masking.restore.IssuedPseudonyms.Match;
import java.util.List;

/// Turns the issued pseudonyms of one masked text back, however it is cut:
///
/// ```
/// held = the longest end of the text that is the beginning of an issued pseudonym, or empty
/// ```
///
/// Holding less would let half a pseudonym through, holding more would serve nothing. Models write
/// a pseudonym in other case, or with its marks escaped for HTML, JSON or Markdown; those spellings
/// turn back too. Nothing else ever does. Inside a string of a JSON document ([JsonPosition]) the
/// value is escaped, so that arguments of a tool call stay JSON.
///
/// Owned by one text; one thread at a time.
public final class Restorer {
    /// A spelling of one of the marks.
    private record Escape(String text, char meaning) {}

    private static final List<Escape> ESCAPES =
            List.of(
                    new Escape("&lt;", '<'),
                    new Escape("&gt;", '>'),
                    new Escape("\\u003c", '<'),
                    new Escape("\\u003C", '<'),
                    new Escape("\\u003e", '>'),
                    new Escape("\\u003E", '>'),
                    new Escape("\\<", '<'),
                    new Escape("\\>", '>'),
                    new Escape("\\_", '_'));

    private sealed interface Verdict {
        /// The held text is the beginning of no pseudonym.
        record Nothing() implements Verdict {}

        record Beginning() implements Verdict {}

        record Whole(String value) implements Verdict {}
    }

    private static final Verdict NOTHING = new Verdict.Nothing();
    private static final Verdict BEGINNING = new Verdict.Beginning();

    private final IssuedPseudonyms issued;
    private final StringBuilder held = new StringBuilder();
    private final JsonPosition json = new JsonPosition();
    // Since the last step.
    private final StringBuilder masked = new StringBuilder();
    private final StringBuilder restored = new StringBuilder();

    public Restorer(IssuedPseudonyms issued) {
        this.issued = issued;
    }

    /// Takes the next piece of the masked text.
    public Restored append(String text) {
        if (issued.isEmpty()) {
            return new Restored(text, text);
        }
        for (int i = 0; i < text.length(); i++) {
            held.append(text.charAt(i));
            settle();
        }
        return takeStep();
    }

    /// Ends the text: what is held was no pseudonym.
    public Restored flush() {
        while (!held.isEmpty()) {
            showFirst();
        }
        return takeStep();
    }

    /// Characters that are held back.
    public int heldLength() {
        return held.length();
    }

    /// Shows what can no longer be part of a pseudonym. Each character that is shown frees the text
    /// behind it to begin one.
    private void settle() {
        while (!held.isEmpty()) {
            switch (examine()) {
                case Verdict.Nothing _ -> showFirst();
                case Verdict.Beginning _ -> {
                    return;
                }
                case Verdict.Whole(String value) -> {
                    restored.append(json.isInString() ? JsonPosition.escaped(value) : value);
                    pass(held.length());
                    return;
                }
            }
        }
    }

    private Verdict examine() {
        Match match = issued.all();
        int at = 0;
        while (at < held.length()) {
            char c = held.charAt(at);
            Escape escape = c == '&' || c == '\\' ? escapeAt(at) : null;
            if (escape == null && mayBecomeEscape(match, at)) {
                return BEGINNING;
            }
            match = issued.next(match, escape == null ? lowerCase(c) : escape.meaning());
            if (match.isNone()) {
                return NOTHING;
            }
            if (issued.isComplete(match)) {
                return new Verdict.Whole(issued.value(match));
            }
            at += escape == null ? 1 : escape.text().length();
        }
        return BEGINNING;
    }

    private @org.jspecify.annotations.Nullable Escape escapeAt(int at) {
        for (Escape escape : ESCAPES) {
            if (held.length() - at >= escape.text().length()
                    && held.indexOf(escape.text(), at) == at) {
                return escape;
            }
        }
        return null;
    }

    /// Whether the text from here on is the beginning of an escape that a pseudonym goes on with.
    private boolean mayBecomeEscape(Match match, int at) {
        String rest = held.substring(at);
        for (Escape escape : ESCAPES) {
            if (escape.text().startsWith(rest) && !issued.next(match, escape.meaning()).isNone()) {
                return true;
            }
        }
        return false;
    }

    private static char lowerCase(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    private void showFirst() {
        restored.append(held.charAt(0));
        pass(1);
    }

    private void pass(int length) {
        for (int i = 0; i < length; i++) {
            json.accept(held.charAt(i));
        }
        masked.append(held, 0, length);
        held.delete(0, length);
    }

    private Restored takeStep() {
        Restored step = new Restored(masked.toString(), restored.toString());
        masked.setLength(0);
        restored.setLength(0);
        return step;
    }
}
