package dev.sluice.masking.transform;

import static dev.sluice.masking.detect.EntityType.API_KEY;
import static dev.sluice.masking.detect.EntityType.BANK_CARD;
import static dev.sluice.masking.detect.EntityType.CN_MOBILE;
import static dev.sluice.masking.detect.EntityType.CN_RESIDENT_ID;
import static dev.sluice.masking.detect.EntityType.CN_USCC;
import static dev.sluice.masking.detect.EntityType.EMAIL;
import static dev.sluice.masking.detect.EntityType.IBAN;
import static dev.sluice.masking.detect.EntityType.US_SSN;

import dev.sluice.masking.detect.EntityType;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Shows just enough for the owner to recognise the value: `138****5678`.
///
/// What is shown per type is a bound on what is given away: of a resident ID one character at each
/// end, because with region and check character together the hidden birth date is down to a few
/// thousand candidates; of a card the last four digits; of a key its first four characters, which
/// are the provider's prefix; of an e-mail address at most three characters and never more than
/// half of the local part. A type not listed here shows nothing. Separators are dropped, for they
/// give nothing but the owner's habit.
public record DisplayMask() implements SelfContained {

    private static final String NOTHING_SHOWN = "****";
    private static final int EMAIL_SHOWN_MAX = 3;
    private static final int MOBILE_DIGITS = 11;

    private static final Map<EntityType, UnaryOperator<String>> BY_TYPE =
            Map.of(
                    CN_MOBILE, DisplayMask::mobile,
                    CN_RESIDENT_ID, value -> showEnds(lettersAndDigits(value), 1, 1),
                    CN_USCC, value -> showEnds(lettersAndDigits(value), 0, 4),
                    BANK_CARD, value -> showEnds(lettersAndDigits(value), 0, 4),
                    IBAN, value -> showEnds(lettersAndDigits(value), 2, 4),
                    US_SSN, value -> showEnds(lettersAndDigits(value), 0, 4),
                    API_KEY, value -> value.substring(0, 4) + NOTHING_SHOWN,
                    EMAIL, DisplayMask::email);

    @Override
    public String action() {
        return "mask";
    }

    @Override
    public String replace(EntityType type, String value) {
        return BY_TYPE.getOrDefault(type, _ -> NOTHING_SHOWN).apply(value);
    }

    @Override
    public String replaceRest(EntityType type, int length) {
        return "*".repeat(length);
    }

    /// The number without its country code.
    private static String mobile(String value) {
        String digits = lettersAndDigits(value);
        // Spelled with 〇, which is no digit and no letter, it is shorter.
        return digits.length() < MOBILE_DIGITS
                ? NOTHING_SHOWN
                : showEnds(digits.substring(digits.length() - MOBILE_DIGITS), 3, 4);
    }

    /// The number of stars is fixed: it does not tell how long the name is.
    private static String email(String value) {
        int at = value.indexOf('@');
        int shown = Math.min(EMAIL_SHOWN_MAX, at / 2);
        return value.substring(0, shown) + "***" + value.substring(at);
    }

    private static String showEnds(String value, int first, int last) {
        int hidden = value.length() - first - last;
        return value.substring(0, first)
                + "*".repeat(hidden)
                + value.substring(value.length() - last);
    }

    private static String lettersAndDigits(String value) {
        StringBuilder kept = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            if (Character.isLetterOrDigit(value.charAt(i))) {
                kept.append(value.charAt(i));
            }
        }
        return kept.toString();
    }
}
