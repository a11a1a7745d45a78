package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;

/// Identifiers of the Americas.
final class AmericanDetectors {

    /// Area, group and serial number with separators: nine bare digits are anything. What the
    /// Social Security Administration never assigns is not one.
    static final Detector SSN =
            detector(EntityType.US_SSN, "us-ssn")
                    .pattern(ssn("\\-"))
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .priority(77)
                    .samples("078-05-1120", "899-99-9999", "665-01-0001")
                    .nearMisses(
                            "000-12-3456",
                            "666-12-3456",
                            "900-12-3456",
                            "123-00-4567",
                            "123-45-0000",
                            "123-45 6789",
                            "123456789",
                            "1123-45-6789",
                            "123-45-67890")
                    .build();

    /// With spaces or bare it looks like house numbers and the like: only where a word tells.
    static final Detector SSN_BEHIND_WORD =
            detector(EntityType.US_SSN, "us-ssn-behind-word")
                    .pattern(ssn(" ?"))
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .behind(Contexts.SOCIAL_SECURITY)
                    .priority(78)
                    .samples("SSN: ⟦308 63 0237⟧", "social security number is ⟦078051120⟧")
                    .nearMisses("308 63 0237", "SSN 000123456", "SSN 078 05 112")
                    .build();

    /// Individual taxpayer numbers: the ninth hundred, with group numbers the IRS gives out.
    static final Detector ITIN =
            detector(EntityType.TAX_ID, "us-itin")
                    .pattern("9[0-9]{2}\\-(5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])\\-[0-9]{4}")
                    .notAfter("0-9\\-")
                    .notBefore("0-9\\-")
                    .scored(0.6)
                    .raisedTo(0.9, Contexts.TAX)
                    .priority(66)
                    .samples("912-70-1234", "ITIN ⟦999-88-7654⟧")
                    .nearMisses("912-20-1234", "812-70-1234", "912-93-1234")
                    .build();

    static final Detector EIN =
            detector(EntityType.TAX_ID, "us-ein")
                    .pattern("[0-9]{2}\\-?[0-9]{7}")
                    .notAfter("0-9\\-")
                    .notBefore("0-9\\-")
                    .behind(Contexts.TAX)
                    .priority(57)
                    .samples("EIN: ⟦12-3456789⟧", "tax id ⟦123456789⟧")
                    .nearMisses("12-3456789", "EIN 12-345678")
                    .build();

    /// Routing number of the American Bankers Association: a Federal Reserve district, and digits
    /// weighted 3, 7, 1 that sum to a multiple of ten.
    static final Detector ABA =
            detector(EntityType.ABA_ROUTING, "aba-routing")
                    .pattern(
                            "(0[0-9]|1[0-2]|2[1-9]|3[0-2]|6[1-9]|7[0-2]|80)[0-9]{2}\\-?[0-9]{4}\\-?[0-9]")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(NationalChecksums::abaRouting)
                    .behind(Contexts.ROUTING)
                    .priority(79)
                    .samples(
                            "routing number ⟦021000021⟧",
                            "ABA: ⟦011401533⟧",
                            "routing ⟦1210-0035-8⟧")
                    .nearMisses("021000021", "routing 021000022", "routing 991000021")
                    .build();

    static final Detector PASSPORT =
            detector(EntityType.PASSPORT, "passport")
                    .pattern("[0-9]{9}|[A-Z]{1,2}[0-9]{6,8}|[0-9]{2}[A-Z]{2}[0-9]{5}")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .behind(Contexts.PASSPORT)
                    .priority(56)
                    .samples(
                            "passport no. ⟦C12345678⟧",
                            "Passport: ⟦123456789⟧",
                            "passport ⟦AB123456⟧")
                    .nearMisses("C12345678", "passport 12345", "passport OF12")
                    .build();

    static final Detector DRIVER_LICENSE =
            detector(EntityType.DRIVER_LICENSE, "driver-license")
                    .pattern("[A-Za-z]{0,2}[0-9]{6,14}[A-Z]?|[A-Z9]{5}[0-9]{6}[A-Z0-9]{5}")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .behind(Contexts.DRIVER)
                    .priority(69)
                    .samples(
                            "My driver's license number is ⟦A125325867⟧",
                            "driving licence: ⟦MORGA657054SM9IJ⟧",
                            "driver license ⟦281211981⟧",
                            "档案编号：⟦440100123456⟧")
                    .nearMisses("A125325867", "license number 12345", "driver since 2019")
                    .build();

    /// Social insurance number of Canada, by Luhn.
    static final Detector SIN =
            detector(EntityType.NATIONAL_ID, "ca-sin")
                    .pattern("[1-79][0-9]{2}([ \\-]?)[0-9]{3}([ \\-]?)[0-9]{3}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(Checksums::luhn)
                    .behind(Contexts.TAX)
                    .priority(58)
                    .samples("SIN: ⟦130 692 544⟧", "social insurance number ⟦130692544⟧")
                    .nearMisses("130 692 544", "SIN: 130 692 545")
                    .build();

    /// Cadastro de Pessoas Físicas of Brazil: two check digits modulo 11.
    static final Detector CPF =
            detector(EntityType.TAX_ID, "br-cpf")
                    .pattern("[0-9]{3}\\.[0-9]{3}\\.[0-9]{3}\\-[0-9]{2}")
                    .notAfter("0-9.")
                    .notBefore("0-9")
                    .validator(NationalChecksums::brazilianCpf)
                    .scored(0.8)
                    .raisedTo(0.95, Contexts.TAX)
                    .priority(66)
                    .samples("390.533.447-05", "CPF ⟦111.444.777-35⟧")
                    .nearMisses("390.533.447-06", "111.111.111-11", "390.533.447-0")
                    .build();

    static final List<Detector> ALL =
            List.of(SSN, SSN_BEHIND_WORD, ITIN, EIN, ABA, PASSPORT, DRIVER_LICENSE, SIN, CPF);

    private AmericanDetectors() {}

    private static String ssn(String separator) {
        String area = "((00[1-9]|0[1-9][0-9]|[1-57-8][0-9]{2}|6[0-57-9][0-9]|66[0-57-9]))";
        String group = "(0[1-9]|[1-9][0-9])";
        String serial = "([0-9]{4}&~(0000))";
        return area + separator + group + separator + serial;
    }
}
