package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Numbers that move money.
final class PaymentDetectors {

    /// Groups as they are printed: rows of shorter ones are something else.
    private static final String GROUPED =
            "([0-9]{4,15}([ \\-][0-9]{4,15})+([ \\-][0-9]{1,3})?|[0-9]{4,15}[ \\-][0-9]{1,3})"
                    + "&([0-9][ \\-]?){11,18}[0-9]";

    /// The first digits of the brands below. In groups they decide: rows of years ("2021 2022 2023
    /// 2024") have the same shape, and one in ten of anything passes the check digit.
    private static final String PREFIXES =
            "(4|5[0-8]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|220[0-4]|3[4-9]|30[0-59]|2131|1800|6|8[12]|9792).*";

    /// Brands by prefix and length, without what stands between the digits: Visa, Mastercard,
    /// American Express, Discover, Diners Club, JCB, UnionPay, Maestro, Mir, RuPay, Troy, Verve,
    /// Hipercard, Dankort.
    private static final String BRANDED =
            "4([0-9]{12}|[0-9]{15}|[0-9]{18})"
                + "|(5[1-5][0-9]{2}|222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"
                + "|3[47][0-9]{13}|(6011|64[4-9][0-9]|65[0-9]{2})[0-9]{12,15}"
                + "|(30[0-5]|309|36[0-9]|3[89][0-9])[0-9]{11,16}"
                + "|35(2[89]|[3-8][0-9])[0-9]{12,15}|(2131|1800)[0-9]{11}|(62|81)[0-9]{14,17}"
                + "|(50|5[6-8]|6[0137-9])[0-9]{10,17}"
                + "|220[0-4][0-9]{12,15}|9792[0-9]{12}|(82|60)[0-9]{14}";

    /// ISO/IEC 7812 under the prefix of a known brand, the last digit by Luhn.
    static final Detector BRANDED_CARD =
            detector(EntityType.BANK_CARD, "bank-card-branded")
                    .pattern(BRANDED, "%s&%s".formatted(GROUPED, PREFIXES))
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(Checksums::luhn)
                    .scored(0.8)
                    .raisedTo(0.99, Contexts.CARD)
                    .priority(79)
                    .samples(
                            "4111111111111111",
                            "4111 1111 1111 1111",
                            "4111-1111-1111-1111",
                            "4222222222222",
                            "378282246310005",
                            "3782 822463 10005",
                            "30569309025904",
                            "3056 930902 5904",
                            "5555555555554444",
                            "2223003122003222",
                            "6011111111111117",
                            "3530111333300000",
                            "6222021234567890128",
                            "6222 0212 3456 7890 128",
                            "622202 1234567890128",
                            "501800000009",
                            "2200123456789019",
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

    /// Twelve to nineteen digits by Luhn under any other prefix: new ranges appear every year. One
    /// in ten of all numbers passes, so not where a word tells of an order or the like, and not as
    /// part of a word.
    static final Detector OTHER_CARD =
            detector(EntityType.BANK_CARD, "bank-card-other")
                    .pattern("[0-9]{12,19}&~(%s)".formatted(BRANDED))
                    .notAfter("0-9A-Za-z_#.,$€£¥")
                    .notBefore("0-9A-Za-z_")
                    .validator(Checksums::luhn)
                    .scored(0.55)
                    .raisedTo(0.95, Contexts.CARD)
                    .loweredTo(0.2, Contexts.ORDINARY_NUMBER)
                    .priority(60)
                    .samples("123456789015", "card ⟦7000000000000005⟧")
                    .nearMisses(
                            "123456789016",
                            "order number 123456789015",
                            "U123456789015",
                            "订单号：123456789015")
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

    /// A country or a length that the registry does not have, in capitals: new ones come up, and
    /// what passes modulo 97 by chance is one in a hundred.
    static final Detector OTHER_IBAN =
            detector(EntityType.IBAN, "iban-other")
                    .pattern("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .validator(Checksums::mod97Radix10)
                    .scored(0.6)
                    .priority(54)
                    .samples("GB63MPRC5632022146508", "⟦GB22WMUK9412610009814⟧ to")
                    .nearMisses("GB63MPRC5632022146509", "gb63mprc5632022146508", "GB63MPRC563202")
                    .build();

    /// SWIFT code (ISO 9362) where a word tells: bank, country, place, branch.
    static final Detector BANK_CODE =
            detector(EntityType.BANK_CODE, "bank-code")
                    .pattern("[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .behind(Contexts.BANK_CODE)
                    .priority(55)
                    .samples("SWIFT: ⟦DEUTDEFF⟧", "BIC code ⟦DEUTDEFF500⟧")
                    .nearMisses("DEUTDEFF", "SWIFT language", "BIC: DEUT")
                    .build();

    static final Detector SECURITY_CODE =
            detector(EntityType.CARD_SECURITY_CODE, "card-security-code")
                    .pattern("[0-9]{3,4}")
                    .notAfter("0-9A-Za-z.,/\\-")
                    .notBefore("0-9A-Za-z/\\-")
                    .behind(Contexts.SECURITY_CODE)
                    .priority(55)
                    .samples("CVV: ⟦123⟧", "security code is ⟦1234⟧", "安全码⟦456⟧")
                    .nearMisses("123", "CVV 12", "CVV 12345")
                    .build();

    static final List<Detector> ALL =
            List.of(BRANDED_CARD, OTHER_CARD, IBAN, OTHER_IBAN, BANK_CODE, SECURITY_CODE);

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
