package dev.sluice.masking.detect;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.util.regex.Pattern;

/// What patterns of telephone numbers cannot say: whether a number is in use, and whether digits
/// are a date.
final class PhoneNumbers {

    /// Words behind a number.
    static final String TAIL_WORDS =
            "[oO][fF][fF][iI][cC][eE]|[fF][aA][xX]|[mM][oO][bB][iI][lL][eE]|[cC][eE][lL][lL]|[hH][oO][mM][eE]"
                + "|[wW][oO][rR][kK]|[pP][hH][oO][nN][eE]|[tT][eE][lL]|[dD][eE][sS][kK]|[dD][iI][rR][eE][cC][tT]"
                + "|座机|手机|传真|办公|固话";

    /// Loaded with the first number that needs it: it takes a tenth of a second.
    private static final class Library {
        static final PhoneNumberUtil INSTANCE = PhoneNumberUtil.getInstance();
        static final CallingCodes CODES = new CallingCodes();
    }

    private static final Pattern DATE =
            Pattern.compile(
                    "(19|20)\\d\\d[ .\\-/]?(0?[1-9]|1[0-2])[ .\\-/]?(0?[1-9]|[12]\\d|3[01])("
                        + " \\d{1,2})?"
                        + "|(0?[1-9]|[12]\\d|3[01])[.\\-/](0?[1-9]|[12]\\d|3[01])[.\\-/](19|20)\\d\\d|(19|20)\\d\\d["
                        + " \\-/](19|20)\\d\\d");

    private static final Pattern EXTENSION = Pattern.compile(" ?([xX]|[eE][xX][tT]).*$");

    private PhoneNumbers() {}

    /// A pattern of `min` to `max` digits with anything in between.
    static String digits(int min, int max) {
        return "([^0-9]*[0-9]){%d,%d}[^0-9]*".formatted(min, max);
    }

    /// A length that the country has.
    static boolean isInternational(String folded) {
        String number = EXTENSION.matcher(folded).replaceFirst("").replace("(0)", "");
        return Library.CODES.isPossible(Checksums.digits(number));
    }

    static boolean isNorthAmerican(String folded) {
        try {
            return Library.INSTANCE.isValidNumber(Library.INSTANCE.parse(folded, "US"));
        } catch (NumberParseException e) {
            return false;
        }
    }

    /// Not a date, and not one digit over and over.
    static boolean isPlausible(String folded) {
        boolean varies = folded.chars().filter(Character::isDigit).distinct().count() > 1;
        return varies && !DATE.matcher(folded).matches();
    }
}
