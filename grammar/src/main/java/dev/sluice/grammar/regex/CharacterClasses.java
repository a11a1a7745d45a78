package dev.sluice.grammar.regex;

/// Escapes and bracketed classes.
final class CharacterClasses {
    private static final CharSet DIGIT = CharSet.range('0', '9');
    private static final CharSet WORD =
            DIGIT.or(CharSet.range('a', 'z')).or(CharSet.range('A', 'Z')).or(CharSet.of('_'));

    /// ECMA-262's white space.
    private static final CharSet SPACE =
            CharSet.ofAll("\t\n\u000B\f\r \u00A0\u1680\u2028\u2029\u202F\u205F\u3000\uFEFF")
                    .or(CharSet.range(0x2000, 0x200A));

    private final Cursor cursor;

    CharacterClasses(Cursor cursor) {
        this.cursor = cursor;
    }

    /// After a backslash.
    CharSet escape() {
        int character = cursor.next();
        return switch (character) {
            case 'd' -> DIGIT;
            case 'D' -> DIGIT.not();
            case 'w' -> WORD;
            case 'W' -> WORD.not();
            case 's' -> SPACE;
            case 'S' -> SPACE.not();
            case 'n' -> CharSet.of('\n');
            case 'r' -> CharSet.of('\r');
            case 't' -> CharSet.of('\t');
            case 'f' -> CharSet.of('\f');
            case 'v' -> CharSet.of(0x0B);
            case '0' -> CharSet.of(0);
            case 'x' -> hexadecimal(2);
            case 'u' -> unicode();
            default -> literal(character);
        };
    }

    private CharSet literal(int character) {
        boolean isLetterOrDigit =
                (character < 0x80 && Character.isLetterOrDigit(character)) || character == '_';
        if (isLetterOrDigit) {
            throw cursor.unsupported("the escape before it");
        }
        return CharSet.of(character);
    }

    private CharSet unicode() {
        if (!cursor.take('{')) {
            return hexadecimal(4);
        }
        int value = 0;
        while (!cursor.take('}')) {
            value = value * 16 + digit();
            if (value > 0x10FFFF) {
                throw cursor.invalid("there is no such character");
            }
        }
        return scalar(value);
    }

    private CharSet hexadecimal(int digitCount) {
        int value = 0;
        for (int i = 0; i < digitCount; i++) {
            value = value * 16 + digit();
        }
        return scalar(value);
    }

    private int digit() {
        int value = Character.digit(cursor.next(), 16);
        if (value < 0) {
            throw cursor.invalid("a hexadecimal digit is expected");
        }
        return value;
    }

    private CharSet scalar(int value) {
        CharSet one = CharSet.of(value);
        if (one.isEmpty()) {
            throw cursor.unsupported("half of a surrogate pair");
        }
        return one;
    }

    /// After an opening bracket.
    CharSet bracket() {
        boolean isNegated = cursor.take('^');
        CharSet all = CharSet.NONE;
        while (!cursor.take(']')) {
            all = all.or(item());
        }
        return isNegated ? all.not() : all;
    }

    private CharSet item() {
        CharSet first = member();
        if (!cursor.take('-')) {
            return first;
        }
        if (cursor.sees(']')) {
            return first.or(CharSet.of('-'));
        }
        return range(first, member());
    }

    private CharSet member() {
        int character = cursor.next();
        if (character != '\\') {
            return scalar(character);
        }
        return cursor.take('b') ? CharSet.of('\b') : escape();
    }

    private CharSet range(CharSet first, CharSet last) {
        int from = single(first);
        int to = single(last);
        if (from > to) {
            throw cursor.invalid("a range goes downwards");
        }
        return CharSet.range(from, to);
    }

    private int single(CharSet set) {
        if (set.ranges().size() == 1) {
            CharSet.Range only = set.ranges().getFirst();
            if (only.first() == only.last()) {
                return only.first();
            }
        }
        throw cursor.invalid("a range needs a character at each end");
    }
}
