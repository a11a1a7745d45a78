package dev.sluice.masking.rewrite;

import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Goes through the JSON text of a schema and rewrites its strings: property names and values. What
/// is between them (numbers), and a `pattern`, can only be looked at. Text that is no JSON is
/// looked at as a whole.
final class SchemaTexts {
    private static final String PATTERN = "pattern";
    private static final int CONTROL_END = 0x20;

    private final String json;
    private final UnaryOperator<String> rewriting;
    private final Consumer<String> looking;
    private final StringBuilder out;
    private int place;

    private SchemaTexts(String json, UnaryOperator<String> rewriting, Consumer<String> looking) {
        this.json = json;
        this.rewriting = rewriting;
        this.looking = looking;
        this.out = new StringBuilder(json.length());
    }

    /// @param rewriting gets each string, unescaped, and gives what stands there instead
    /// @param looking gets each text that stays as it is
    static String rewrite(String json, UnaryOperator<String> rewriting, Consumer<String> looking) {
        return new SchemaTexts(json, rewriting, looking).rewrite();
    }

    private String rewrite() {
        String before = "";
        while (place < json.length()) {
            int quote = json.indexOf('"', place);
            String between = json.substring(place, quote < 0 ? json.length() : quote);
            looking.accept(between);
            out.append(between);
            if (quote < 0) {
                break;
            }
            String text = string(quote + 1);
            boolean isPattern = before.equals(PATTERN) && between.strip().equals(":");
            if (isPattern) {
                looking.accept(text);
            }
            quote(isPattern ? text : rewriting.apply(text));
            before = text;
        }
        return out.toString();
    }

    /// Reads up to the closing mark, or to the end where there is none.
    private String string(int from) {
        StringBuilder text = new StringBuilder();
        int at = from;
        while (at < json.length() && json.charAt(at) != '"') {
            if (json.charAt(at) == '\\' && at + 1 < json.length()) {
                at = escape(at + 1, text);
            } else {
                text.append(json.charAt(at++));
            }
        }
        place = at + 1;
        return text.toString();
    }

    private int escape(int at, StringBuilder text) {
        char letter = json.charAt(at);
        if (letter == 'u' && at + 5 <= json.length()) {
            String digits = json.substring(at + 1, at + 5);
            if (digits.chars().allMatch(digit -> Character.digit(digit, 16) >= 0)) {
                text.append((char) Integer.parseInt(digits, 16));
                return at + 5;
            }
        }
        text.append(
                switch (letter) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    default -> letter;
                });
        return at + 1;
    }

    private void quote(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char letter = text.charAt(i);
            if (letter == '"' || letter == '\\') {
                out.append('\\').append(letter);
            } else if (letter < CONTROL_END || Character.isSurrogate(letter)) {
                out.append("\\u%04x".formatted((int) letter));
            } else {
                out.append(letter);
            }
        }
        out.append('"');
    }
}
