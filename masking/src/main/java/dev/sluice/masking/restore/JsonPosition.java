package dev.sluice.masking.restore;

/// Follows a text and knows whether it stands inside a string of a JSON object or array, such as
/// the arguments of a tool call, which models write into their answers.
///
/// ```
///          { [                    "                "
/// outside ─────▶ document ───────────▶ in a string ──▶ document ──} ]──▶ outside
///    ▲               │ what JSON has not      │ a control character
///    └───────────────┴────────────────────────┘
/// ```
///
/// It takes more than JSON (any order of names and values), and that is enough: what it must not do
/// is take prose for a document, and prose has letters behind a brace.
///
/// Owned by one text.
final class JsonPosition {
    private static final int DEPTH_MAX = 64;
    private static final String STRUCTURE = " \t\r\n,:0123456789+-.eEtrufalsn";

    private int depth;
    private boolean inString;
    private boolean afterBackslash;

    /// The last character was `{`: a name or the end must follow.
    private boolean afterBrace;

    boolean isInString() {
        return inString;
    }

    void accept(char c) {
        if (inString) {
            acceptInString(c);
        } else if (depth > 0 || c == '{' || c == '[') {
            acceptInDocument(c);
        }
    }

    private void acceptInString(char c) {
        if (c < ' ') {
            leave();
        } else if (afterBackslash) {
            afterBackslash = false;
        } else {
            afterBackslash = c == '\\';
            inString = c != '"';
        }
    }

    private void acceptInDocument(char c) {
        boolean mustBeName = afterBrace && " \t\r\n".indexOf(c) < 0;
        afterBrace = c == '{' || (afterBrace && !mustBeName);
        switch (c) {
            case '{', '[' -> depth = mustBeName || depth == DEPTH_MAX ? 1 : depth + 1;
            case '}', ']' -> depth--;
            case '"' -> inString = true;
            default -> {
                if (mustBeName || STRUCTURE.indexOf(c) < 0) {
                    leave();
                }
            }
        }
    }

    private void leave() {
        depth = 0;
        inString = false;
        afterBackslash = false;
        afterBrace = false;
    }

    /// The value as it stands between the quotation marks of a JSON string.
    static String escaped(String value) {
        StringBuilder out = new StringBuilder(value.length() + 8);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }
}
