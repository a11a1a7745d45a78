package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;

/// Identifiers of Asia and Oceania outside mainland China.
final class AsianDetectors {

    /// India's Aadhaar: twelve digits, the last one by Verhoeff, printed in fours.
    static final Detector AADHAAR =
            detector(EntityType.AADHAAR, "aadhaar")
                    .pattern("[2-9][0-9]{3} [0-9]{4} [0-9]{4}|[2-9][0-9]{3}\\-[0-9]{4}\\-[0-9]{4}")
                    .notAfter("0-9\\-")
                    .notBefore("0-9\\-")
                    .validator(NationalChecksums::verhoeff)
                    .scored(0.6)
                    .raisedTo(0.95, Contexts.AADHAAR)
                    .priority(64)
                    .samples("2341 2341 2346", "2341-2341-2346")
                    .nearMisses("2341 2341 2347", "1341 2341 2346", "2341 2341 234")
                    .build();

    static final Detector AADHAAR_BEHIND_WORD =
            detector(EntityType.AADHAAR, "aadhaar-behind-word")
                    .pattern("[2-9][0-9]{11}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(NationalChecksums::verhoeff)
                    .behind(Contexts.AADHAAR)
                    .priority(64)
                    .samples("Aadhaar number: ⟦234123412346⟧")
                    .nearMisses("234123412346", "Aadhaar 234123412347")
                    .build();

    /// India's permanent account number; the fourth letter says what kind of holder it is.
    static final Detector PAN =
            detector(EntityType.TAX_ID, "in-pan")
                    .pattern("[A-Z]{3}[ABCFGHJLPT][A-Z]([0-9]{4}&~(0000))[A-Z]")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .scored(0.6)
                    .raisedTo(0.9, Contexts.TAX)
                    .priority(63)
                    .samples("ACUPA7085R", "ABCPK1234F")
                    .nearMisses("ACUXA7085R", "ACUPA0000R", "ACUPA708R")
                    .build();

    /// NRIC and FIN of Singapore, with their check letter.
    static final Detector SINGAPORE_NRIC =
            detector(EntityType.NATIONAL_ID, "sg-nric")
                    .pattern("[STFGM][0-9]{7}[A-Z]")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .validator(NationalChecksums::singaporeNric)
                    .scored(0.7)
                    .raisedTo(0.9, Contexts.IDENTITY)
                    .priority(63)
                    .samples("S1234567D", "G1234567X")
                    .nearMisses("S1234567A", "A1234567D", "S123456D")
                    .build();

    /// Resident registration number of Korea: birth date, sex and century, six more.
    static final Detector KOREAN_RRN =
            detector(EntityType.NATIONAL_ID, "kr-rrn")
                    .pattern("[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])\\-[1-8][0-9]{6}")
                    .notAfter("0-9\\-")
                    .notBefore("0-9\\-")
                    .scored(0.8)
                    .priority(67)
                    .samples("900101-1234567", "971013-2019902")
                    .nearMisses("901301-1234567", "900101-123456", "900101-9234567")
                    .build();

    /// My Number of Japan, check digit modulo 11.
    static final Detector JAPANESE_MY_NUMBER =
            detector(EntityType.NATIONAL_ID, "jp-my-number")
                    .pattern("[0-9]{4}[ \\-]?[0-9]{4}[ \\-]?[0-9]{4}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(NationalChecksums::japaneseMyNumber)
                    .behind(Contexts.TAX)
                    .priority(63)
                    .samples("マイナンバー：⟦6214 9832 0257⟧", "My Number ⟦621498320257⟧")
                    .nearMisses("621498320257", "My Number 621498320258")
                    .build();

    /// Tax file number of Australia: weighted sum a multiple of 11.
    static final Detector AUSTRALIAN_TFN =
            detector(EntityType.TAX_ID, "au-tfn")
                    .pattern("[0-9]{3} ?[0-9]{3} ?[0-9]{3}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(NationalChecksums::australianTfn)
                    .behind(Contexts.TAX)
                    .priority(64)
                    .samples("TFN: ⟦123 456 782⟧")
                    .nearMisses("123 456 782", "TFN: 123 456 789")
                    .build();

    /// Identity card of Hong Kong, check digit in parentheses.
    static final Detector HONG_KONG_ID =
            detector(EntityType.HK_ID, "hk-id")
                    .pattern("[A-Za-z]{1,2}[0-9]{6}\\([0-9Aa]\\)")
                    .notAfter("0-9A-Za-z")
                    .validator(NationalChecksums::hongKongId)
                    .scored(0.85)
                    .raisedTo(0.95, Contexts.IDENTITY)
                    .priority(68)
                    .samples("A123456(3)", "AB987654(3)", "香港身份证⟦G123456（A）⟧")
                    .nearMisses("A123456(4)", "A12345(3)", "123456(3)")
                    .build();

    /// Macau's begins with 1, 5 or 7; its check digit is not published.
    static final Detector MACAU_ID =
            detector(EntityType.MACAU_ID, "macau-id")
                    .pattern("[157][0-9]{6}\\([0-9]\\)|[157]/[0-9]{6}/[0-9]")
                    .notAfter("0-9A-Za-z/")
                    .notBefore("0-9A-Za-z/")
                    .scored(0.7)
                    .raisedTo(0.9, Contexts.IDENTITY)
                    .priority(68)
                    .samples("1234567(8)", "5/215299/8")
                    .nearMisses("2234567(8)", "123456(8)", "1/21/5299")
                    .build();

    /// Identity card and resident certificate of Taiwan: the letter counts two digits, weights 1 9
    /// 8 … 1 1.
    static final Detector TAIWAN_ID =
            detector(EntityType.TW_ID, "tw-id")
                    .pattern("[A-Z][1289][0-9]{8}")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .validator(NationalChecksums::taiwanId)
                    .scored(0.7)
                    .raisedTo(0.9, Contexts.IDENTITY)
                    .priority(68)
                    .samples("A123456789", "F131104093")
                    .nearMisses("A123456788", "A323456789", "A12345678")
                    .build();

    static final List<Detector> ALL =
            List.of(
                    AADHAAR,
                    AADHAAR_BEHIND_WORD,
                    PAN,
                    SINGAPORE_NRIC,
                    KOREAN_RRN,
                    JAPANESE_MY_NUMBER,
                    AUSTRALIAN_TFN,
                    HONG_KONG_ID,
                    MACAU_ID,
                    TAIWAN_ID);

    private AsianDetectors() {}
}
