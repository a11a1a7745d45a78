package dev.sluice.masking.fpe;

import static dev.sluice.masking.detect.EntityType.AADHAAR;
import static dev.sluice.masking.detect.EntityType.BANK_CARD;
import static dev.sluice.masking.detect.EntityType.CN_LANDLINE;
import static dev.sluice.masking.detect.EntityType.CN_MOBILE;
import static dev.sluice.masking.detect.EntityType.CN_RESIDENT_ID;
import static dev.sluice.masking.detect.EntityType.IBAN;
import static dev.sluice.masking.detect.EntityType.IMEI;
import static dev.sluice.masking.detect.EntityType.NHS;
import static dev.sluice.masking.detect.EntityType.PHONE;
import static dev.sluice.masking.detect.EntityType.US_SSN;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.masking.detect.Checksums;
import dev.sluice.masking.detect.EntityType;
import dev.sluice.masking.detect.NationalChecksums;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import org.bouncycastle.crypto.fpe.FPEFF1Engine;
import org.bouncycastle.crypto.params.FPEParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/// Encrypts the digits of a value to digits, so that the result is a value of the same type: same
/// length, same separators, right check digits. What stays in clear is what tells issuer or
/// country: of a card the first six digits, of a mobile number the first three, of a telephone
/// number all but the last seven.
///
/// FF1 (NIST SP 800-38G) under a key of the tenant, with the type as tweak: the same number is the
/// same in all conversations of the tenant, and nobody turns it back without the key. Only where
/// there are at least 10⁶ values: fewer could be told apart by trying.
public final class FormatPreserving {

    private static final int RADIX = 10;
    private static final int ISSUER_DIGITS = 6;
    private static final int DEVICE_TYPE_DIGITS = 8;
    private static final int SUBSCRIBER_DIGITS = 7;

    private static final Map<EntityType, NumberForm> FORMS =
            Map.of(
                    BANK_CARD, behind(ISSUER_DIGITS),
                    IMEI, behind(DEVICE_TYPE_DIGITS),
                    NHS, new PlainDigits(all -> all, true, NationalChecksums::nhs),
                    AADHAAR, new PlainDigits(all -> all, true, FormatPreserving::isAadhaar),
                    US_SSN, new PlainDigits(all -> all, false, FormatPreserving::isSocialSecurity),
                    CN_MOBILE, new PlainDigits(_ -> 8, false, _ -> true),
                    PHONE, lastDigits(),
                    CN_LANDLINE, lastDigits(),
                    IBAN, new IbanForm(),
                    CN_RESIDENT_ID, new ResidentIdForm());

    private FormatPreserving() {}

    /// The types whose values can be encrypted so.
    public static SortedSet<EntityType> types() {
        return new TreeSet<>(FORMS.keySet());
    }

    /// Empty: the type is none of {@link #types}, or the value has a form with too few digits.
    ///
    /// @param value as detectors see it
    public static Optional<String> encrypt(EntityType type, String value, SecretKey key) {
        NumberForm form = FORMS.get(type);
        return form == null
                ? Optional.empty()
                : form.encrypt(value, digits -> encrypt(digits, type.name(), key));
    }

    private static String encrypt(String digits, String tweak, SecretKey key) {
        FPEFF1Engine engine = new FPEFF1Engine();
        var parameter = new KeyParameter(key.getEncoded());
        engine.init(true, new FPEParameters(parameter, RADIX, tweak.getBytes(UTF_8)));
        byte[] numerals = new byte[digits.length()];
        for (int i = 0; i < numerals.length; i++) {
            numerals[i] = (byte) (digits.charAt(i) - '0');
        }
        engine.processBlock(numerals, 0, numerals.length, numerals, 0);
        StringBuilder encrypted = new StringBuilder(numerals.length);
        for (byte numeral : numerals) {
            encrypted.append((char) ('0' + numeral));
        }
        return encrypted.toString();
    }

    /// Leaves so many digits in front as they are, fewer where the rest would be too short.
    private static NumberForm behind(int kept) {
        return new PlainDigits(
                free -> Math.max(NumberForm.DIGITS_MIN, free - kept), true, Checksums::luhn);
    }

    private static NumberForm lastDigits() {
        return new PlainDigits(free -> Math.min(SUBSCRIBER_DIGITS, free), false, _ -> true);
    }

    private static boolean isAadhaar(String digits) {
        return digits.charAt(0) >= '2' && NationalChecksums.verhoeff(digits);
    }

    /// Area, group and serial number that are given out.
    private static boolean isSocialSecurity(String digits) {
        return digits.charAt(0) != '9'
                && !digits.startsWith("000")
                && !digits.startsWith("666")
                && !digits.startsWith("00", 3)
                && !digits.endsWith("0000");
    }
}
