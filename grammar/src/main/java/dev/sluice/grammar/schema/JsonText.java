package dev.sluice.grammar.schema;

import dev.sluice.grammar.automaton.ByteSet;
import dev.sluice.grammar.automaton.ProgramBuilder;
import dev.sluice.grammar.regex.CharSet;
import dev.sluice.grammar.regex.TextEncoding;

/// JSON strings of any characters: as themselves, or as any escape that JSON has. Halves of
/// surrogate pairs are no characters and are not written, as escapes neither.
final class JsonText {
    private static final ByteSet SHORT_ESCAPES = bytesOf("\"\\/bfnrt");
    private static final ByteSet DIGITS = ByteSet.range('0', '9');
    private static final ByteSet HEX = DIGITS.or(bytesOf("abcdefABCDEF"));
    private static final CharSet PLAIN =
            CharSet.ALL.minus(CharSet.range(0, 0x1F).or(CharSet.ofAll("\"\\")));

    private JsonText() {}

    /// A string of so many characters with its quotation marks, then on at `next`.
    static int emit(ProgramBuilder builder, int minLength, int maxLength, int next) {
        int end = builder.oneByte('"', next);
        int body = character(builder, builder.end());
        return builder.oneByte('"', builder.repeatText(minLength, maxLength, body, end));
    }

    static int character(ProgramBuilder builder, int next) {
        int plain = TextEncoding.PLAIN.emit(builder, PLAIN, next);
        int shortEscape = builder.bytes(SHORT_ESCAPES, next);
        int unicode = builder.oneByte('u', codeUnit(builder, next));
        return builder.split(plain, builder.oneByte('\\', builder.split(shortEscape, unicode)));
    }

    /// Four hexadecimal digits, not D800 to DFFF.
    private static int codeUnit(ProgramBuilder builder, int next) {
        int last = builder.bytes(HEX, next);
        int lastTwo = builder.bytes(HEX, last);
        int any = builder.bytes(HEX, lastTwo);
        int notSurrogate = builder.bytes(ByteSet.range('0', '7'), lastTwo);
        ByteSet notD = DIGITS.or(bytesOf("abcefABCEF"));
        return builder.split(builder.bytes(notD, any), builder.bytes(bytesOf("dD"), notSurrogate));
    }

    private static ByteSet bytesOf(String characters) {
        ByteSet all = ByteSet.NONE;
        for (int i = 0; i < characters.length(); i++) {
            all = all.or(ByteSet.of(characters.charAt(i)));
        }
        return all;
    }
}
