package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;

/// Identifiers of European countries.
final class EuropeanDetectors {

    /// NHS number of England and Wales: ten digits, the last one modulo 11. Bare ten digits are
    /// anything; in groups of 3-3-4 one in eleven telephone numbers passes, which is masked as
    /// well.
    static final Detector NHS =
            detector(EntityType.NHS, "nhs")
                    .pattern("[0-9]{3} [0-9]{3} [0-9]{4}|[0-9]{3}\\-[0-9]{3}\\-[0-9]{4}")
                    .notAfter("0-9+\\-.")
                    .notBefore("0-9")
                    .validator(NationalChecksums::nhs)
                    .scored(0.5)
                    .raisedTo(0.95, Contexts.HEALTH_SERVICE)
                    .loweredTo(0.2, Contexts.PHONE)
                    .priority(59)
                    .samples("943 476 5919", "NHS: ⟦943-476-5919⟧")
                    .nearMisses("943 476 5918", "943 476 591", "9434765919")
                    .build();

    static final Detector NHS_BEHIND_WORD =
            detector(EntityType.NHS, "nhs-behind-word")
                    .pattern("[0-9]{3}[ \\-]?[0-9]{3}[ \\-]?[0-9]{4}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(NationalChecksums::nhs)
                    .behind(Contexts.HEALTH_SERVICE)
                    .priority(79)
                    .samples("NHS number ⟦9434765919⟧", "nhs ⟦943 476 5919⟧")
                    .nearMisses("9434765919", "NHS number 9434765918")
                    .build();

    /// National insurance number: two letters that are given out, six digits, a suffix.
    static final Detector NATIONAL_INSURANCE =
            detector(EntityType.NATIONAL_ID, "uk-national-insurance")
                    .pattern(
                            "([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]&~(BG|GB|NK|KN|TN|NT|ZZ))"
                                    + " ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .scored(0.7)
                    .raisedTo(0.9, Contexts.TAX)
                    .priority(66)
                    .samples("AB123456C", "JG 10 37 59 A")
                    .nearMisses("GB123456C", "AB123456E", "AB12345C", "QQ123456C")
                    .build();

    /// NIF and NIE of Spain: the number modulo 23 picks the letter.
    static final Detector SPANISH_NIF =
            detector(EntityType.NATIONAL_ID, "es-nif")
                    .pattern("([0-9]{8}|[XYZ]\\-?[0-9]{7})\\-?[A-HJ-NP-TV-Z]")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .validator(NationalChecksums::spanishNif)
                    .scored(0.7)
                    .raisedTo(0.95, Contexts.TAX)
                    .priority(66)
                    .samples("54362315K", "X-5253868-R", "12345678Z")
                    .nearMisses("54362315Z", "12345678U", "X5253868A")
                    .build();

    /// Codice fiscale of Italy, with its check letter.
    static final Detector ITALIAN_TAX_CODE =
            detector(EntityType.TAX_ID, "it-codice-fiscale")
                    .pattern(
                            "[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPR-T][0-9LMNP-V]{2}[A-Z][0-9LMNP-V]{3}[A-Z]")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .validator(NationalChecksums::italianTaxCode)
                    .scored(0.8)
                    .raisedTo(0.95, Contexts.TAX)
                    .priority(66)
                    .samples("RCCMNL83S18D969H", "MRTMTT91D08F205J")
                    .nearMisses("RCCMNL83S18D969A", "RCCMNL83S18D969")
                    .build();

    /// NIR of France: 13 digits and a key of 97 minus the rest modulo 97.
    static final Detector FRENCH_NIR =
            detector(EntityType.NATIONAL_ID, "fr-nir")
                    .pattern(
                            "[12] ?[0-9]{2} ?(0[1-9]|1[0-2]|[2-9][0-9]) ?([0-9]{2}|2[AB]) ?[0-9]{3}"
                                    + " ?[0-9]{3} ?[0-9]{2}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(NationalChecksums::frenchNir)
                    .scored(0.7)
                    .raisedTo(0.95, Contexts.TAX)
                    .priority(66)
                    .samples("295109912611193", "2 95 10 99 126 111 93")
                    .nearMisses("295109912611194", "395109912611193", "29510991261119")
                    .build();

    /// Steuer-Identifikationsnummer of Germany, ISO 7064 MOD 11,10.
    static final Detector GERMAN_TAX_ID =
            detector(EntityType.TAX_ID, "de-steuer-id")
                    .pattern("[1-9][0-9] ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(Checksums::mod11Radix10)
                    .behind(Contexts.TAX)
                    .priority(66)
                    .samples("Steuer-ID ⟦36 574 261 809⟧", "Steuer-ID: ⟦36574261809⟧")
                    .nearMisses("36574261809", "Steuer-ID 36574261890")
                    .build();

    static final Detector POLISH_PESEL =
            detector(EntityType.NATIONAL_ID, "pl-pesel")
                    .pattern("[0-9]{11}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(NationalChecksums::polishPesel)
                    .behind(Contexts.TAX)
                    .priority(65)
                    .samples("PESEL: ⟦44051401359⟧")
                    .nearMisses("44051401359", "PESEL: 44051401358")
                    .build();

    /// Personnummer of Sweden: birth date, sequence, Luhn.
    static final Detector SWEDISH_PERSONNUMMER =
            detector(EntityType.NATIONAL_ID, "se-personnummer")
                    .pattern(
                            "(19|20)?[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[\\-+][0-9]{4}")
                    .notAfter("0-9\\-")
                    .notBefore("0-9\\-")
                    .validator(NationalChecksums::swedishPersonnummer)
                    .scored(0.6)
                    .raisedTo(0.95, Contexts.TAX)
                    .priority(66)
                    .samples("880320-0016", "19880320-0016")
                    .nearMisses("880320-0018", "881320-0016", "880320-001")
                    .build();

    static final List<Detector> ALL =
            List.of(
                    NHS,
                    NHS_BEHIND_WORD,
                    NATIONAL_INSURANCE,
                    SPANISH_NIF,
                    ITALIAN_TAX_CODE,
                    FRENCH_NIR,
                    GERMAN_TAX_ID,
                    POLISH_PESEL,
                    SWEDISH_PERSONNUMMER);

    private EuropeanDetectors() {}
}
