package dev.sluice.masking.restore;

import static dev.sluice.masking.detect.EntityType.API_KEY;
import static dev.sluice.masking.detect.EntityType.CN_MOBILE;
import static dev.sluice.masking.detect.EntityType.JWT;
import static dev.sluice.masking.detect.EntityType.PRIVATE_KEY;

import dev.sluice.masking.detect.EntityType;
import java.util.Locale;
import java.util.Set;

/// One spelling for all spellings of a value, so that `+86 138 1234 5678` and `13812345678` have
/// one pseudonym. Numbers lose their separators, other values their case, and secrets nothing: two
/// keys that differ in case are two keys.
final class CanonicalValue {
    private static final Set<EntityType> EXACT = Set.of(API_KEY, JWT, PRIVATE_KEY);
    private static final String NUMBER = "0123456789 -+()";
    private static final int MOBILE_DIGITS = 11;

    private CanonicalValue() {}

    /// @param folded the value as detectors see it
    static String of(EntityType type, String folded) {
        if (EXACT.contains(type)) {
            return folded;
        }
        boolean isNumber = folded.chars().allMatch(c -> NUMBER.indexOf(c) >= 0);
        if (!isNumber) {
            return folded.toLowerCase(Locale.ROOT).replace(" ", "");
        }
        String digits = folded.replaceAll("[^0-9]", "");
        boolean hasCountry = type.equals(CN_MOBILE) && digits.length() > MOBILE_DIGITS;
        return hasCountry ? digits.substring(digits.length() - MOBILE_DIGITS) : digits;
    }
}
