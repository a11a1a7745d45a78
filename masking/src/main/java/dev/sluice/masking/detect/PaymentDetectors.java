package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;

/// Numbers that move money.
final class PaymentDetectors {

    /// In groups, a number must begin like a card: rows of years ("2021 2022 2023 2024") have the
    /// same shape, and one in ten of anything passes the check digit.
    private static final String GROUPED =
            "([3-6][0-9]|2[2-7]|81|9[0-9])[0-9]{2,13}([ \\-][0-9]{4,15})*([ \\-][0-9]{1,3})?";

    private static final String TWELVE_TO_NINETEEN_DIGITS = "([0-9][ \\-]?){11,18}[0-9]";

    /// ISO/IEC 7812: 12 to 19 digits, the last one by Luhn. The issuer's number is no gate: new
    /// ranges appear every year.
    static final Detector BANK_CARD =
            detector(EntityType.BANK_CARD, "bank-card")
                    .pattern("[0-9]{12,19}|(%s)&(%s)".formatted(GROUPED, TWELVE_TO_NINETEEN_DIGITS))
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(Checksums::luhn)
                    .priority(60)
                    .samples(
                            "4111111111111111",
                            "4111 1111 1111 1111",
                            "4111-1111-1111-1111",
                            "378282246310005",
                            "3782 822463 10005",
                            "30569309025904",
                            "3056 930902 5904",
                            "6222021234567890128",
                            "6222 0212 3456 7890 128",
                            "622202 1234567890128",
                            "501800000009",
                            "４１１１１１１１１１１１１１１１")
                    .nearMisses(
                            "4111111111111112",
                            "4111 1111 1111 1112",
                            "41111111111",
                            "41111111111111111111",
                            "0000000000000000",
                            "4111  1111  1111  1111",
                            "2021 2022 2023 2024")
                    .build();

    static final List<Detector> ALL = List.of(BANK_CARD);

    private PaymentDetectors() {}
}
