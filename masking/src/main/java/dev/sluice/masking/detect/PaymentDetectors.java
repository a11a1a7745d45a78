package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

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

    /// ISO 13616: the country decides the length.
    static final Detector IBAN =
            detector(EntityType.IBAN, "iban")
                    .pattern(ibanPatterns())
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .validator(Checksums::mod97Radix10)
                    .priority(75)
                    .samples(
                            "GB82WEST12345698765432",
                            "GB82 WEST 1234 5698 7654 32",
                            "gb82west12345698765432",
                            "DE89370400440532013000",
                            "DE89 3704 0044 0532 0130 00",
                            "NO9386011117947",
                            "MT84MALT011000012345MTLCAST001S")
                    .nearMisses(
                            "GB82WEST12345698765433",
                            "GB82WEST1234569876543",
                            "XX82WEST12345698765432",
                            "GB82WEST123456987654321",
                            "AGB82WEST12345698765432")
                    .build();

    static final List<Detector> ALL = List.of(BANK_CARD, IBAN);

    private PaymentDetectors() {}

    /// In one piece or in groups of four.
    private static String[] ibanPatterns() {
        return IbanCountries.BY_LENGTH.entrySet().stream()
                .map(entry -> ibanPattern(entry.getKey(), entry.getValue()))
                .toArray(String[]::new);
    }

    private static String ibanPattern(int length, List<String> countries) {
        String country =
                countries.stream()
                        .map(c -> "[%1$c%2$c][%3$c%4$c]".formatted(caseForms(c)))
                        .collect(Collectors.joining("|"));
        int groups = length / 4 - 1;
        int rest = length % 4;
        String spaced = "([ \\-][0-9A-Za-z]{4}){%d}".formatted(groups);
        String last = rest == 0 ? "" : "[ \\-][0-9A-Za-z]{%d}".formatted(rest);
        return "(%s)[0-9]{2}([0-9A-Za-z]{%d}|%s%s)".formatted(country, length - 4, spaced, last);
    }

    private static Object[] caseForms(String country) {
        String lower = country.toLowerCase(Locale.ROOT);
        return new Object[] {
            country.charAt(0), lower.charAt(0), country.charAt(1), lower.charAt(1)
        };
    }
}
