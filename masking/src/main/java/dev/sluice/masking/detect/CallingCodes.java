package dev.sluice.masking.detect;

import com.google.i18n.phonenumbers.PhoneNumberUtil;
import com.google.i18n.phonenumbers.Phonenumber.PhoneNumber;
import java.util.concurrent.atomic.AtomicIntegerArray;

/// How many digits numbers of a calling code have, from the metadata of libphonenumber.
///
/// Why not ask the library with every number: it reads each with a dozen regular expressions, and 1
/// MB of numbers took 1.5 s. What it would say about the length depends on calling code and number
/// of digits alone, so each code is worked out once. Any thread.
final class CallingCodes {

    private static final int CODE_DIGITS_MAX = 3;
    private static final int NATIONAL_DIGITS_MIN = 2;
    private static final int NATIONAL_DIGITS_MAX = 17;

    /// Bit n: numbers of n digits exist. Bit 0: the code was looked up.
    private final AtomicIntegerArray lengths = new AtomicIntegerArray(1000);

    private final PhoneNumberUtil library = PhoneNumberUtil.getInstance();

    /// Whether these digits are a calling code and a number as long as its country's are. A zero
    /// behind the code may be the one that is dialled within the country only.
    boolean isPossible(String digits) {
        for (int length = 1; length <= CODE_DIGITS_MAX && length < digits.length(); length++) {
            int code = Integer.parseInt(digits, 0, length, 10);
            int known = lengthsOf(code);
            if (known != 1) {
                int national = digits.length() - length;
                boolean isTrunkZero = digits.charAt(length) == '0';
                return has(known, national) || (isTrunkZero && has(known, national - 1));
            }
        }
        return false;
    }

    private static boolean has(int lengths, int digits) {
        return digits >= NATIONAL_DIGITS_MIN
                && digits <= NATIONAL_DIGITS_MAX
                && (lengths >> digits & 1) == 1;
    }

    private int lengthsOf(int code) {
        int known = lengths.get(code);
        if (known == 0) {
            known = lookUp(code);
            lengths.set(code, known);
        }
        return known;
    }

    private int lookUp(int code) {
        int found = 1;
        long smallest = 10;
        for (int digits = NATIONAL_DIGITS_MIN; digits <= NATIONAL_DIGITS_MAX; digits++) {
            PhoneNumber number = new PhoneNumber().setCountryCode(code).setNationalNumber(smallest);
            found |= library.isPossibleNumber(number) ? 1 << digits : 0;
            smallest *= 10;
        }
        return found;
    }
}
