package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;

/// Identifiers of the People's Republic of China.
///
/// Letters may touch a number ("电话A13812345678", "ID110101…"): only another digit makes it a part
/// of something else. A leak is worse than a mask too many.
final class ChineseDetectors {

    /// Eleven digits from 13 to 19 on, written 3-4-4 or in one piece, with or without country code.
    static final Detector MOBILE =
            detector(EntityType.CN_MOBILE, "cn-mobile")
                    .pattern(
                            "((\\+|00)?86[ \\-]?|\\(\\+?86\\)[ \\-]?)?"
                                    + "1[3-9][0-9][ \\-]?[0-9]{4}[ \\-]?[0-9]{4}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .priority(80)
                    .samples(
                            "13812345678",
                            "138 1234 5678",
                            "138-1234-5678",
                            "138\u00a01234\u00a05678",
                            "138\u20131234\u20135678",
                            "+8613812345678",
                            "+86 138 1234 5678",
                            "+86-138-1234-5678",
                            "008613812345678",
                            "8613812345678",
                            "(+86)13812345678",
                            "（+86）13812345678",
                            "１３８１２３４５６７８",
                            "138\u200b1234\u200b5678")
                    .nearMisses(
                            "12812345678",
                            "1381234567",
                            "138123456789",
                            "213812345678",
                            "138 123 45678",
                            "138  1234  5678",
                            "138.1234.5678",
                            "1e13")
                    .build();

    private static final String PROVINCE = "(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])";

    /// Province and district, or 9, province and nationality for a foreigner's permanent residence.
    private static final String REGION = "(" + PROVINCE + "[0-9]{4}|9" + PROVINCE + "[0-9]{3})";

    private static final String MONTH_AND_DAY =
            "((0[13578]|1[02])(0[1-9]|[12][0-9]|3[01])"
                    + "|(0[469]|11)(0[1-9]|[12][0-9]|30)"
                    + "|02(0[1-9]|1[0-9]|2[0-8]))";

    private static final String LEAP_DAY =
            "(19(0[48]|[2468][048]|[13579][26])|20(0[048]|[24][048]|[13][26]))0229";

    /// Born from 1900 to 2049, on a day that exists.
    private static final String BIRTH_DATE =
            "((19[0-9]|20[0-4])[0-9]" + MONTH_AND_DAY + "|" + LEAP_DAY + ")";

    /// GB 11643-1999: region, birth date, sequence, check character. The date is part of the
    /// pattern, so that a number that cannot be one is released at the first impossible digit.
    static final Detector RESIDENT_ID =
            detector(EntityType.CN_RESIDENT_ID, "cn-resident-id")
                    .pattern("(%s[ \\-]?%s[ \\-]?[0-9]{3}[0-9Xx])".formatted(REGION, BIRTH_DATE))
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(Checksums::mod11Radix2)
                    .priority(90)
                    .samples("11010519491231002X", "11010519491231002x", "44010619900307001X")
                    .nearMisses(
                            "110105194912310021",
                            "11010519491331002X",
                            "11010519490229002X",
                            "99010519491231002X",
                            "1101051949123100",
                            "511010519491231002X")
                    .build();

    private static final String SOCIAL_CREDIT_CHARACTER = "[0-9A-HJ-NPQRTUWXYa-hj-npqrtuwxy]";

    /// GB 32100-2015, unified social credit code: authority and category, region, organisation,
    /// check character. Ranks below a card: what is both, digits only, is hardly ever a company.
    static final Detector SOCIAL_CREDIT_CODE =
            detector(EntityType.CN_USCC, "cn-social-credit-code")
                    .pattern("%1$s{2}[0-9]{6}%1$s{10}".formatted(SOCIAL_CREDIT_CHARACTER))
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .validator(Checksums::mod31Radix3)
                    .priority(58)
                    .samples("91110000600037341L", "91350211M000100Y46", "91110000802100433B")
                    .nearMisses(
                            "91110000600037342L",
                            "9111000060003734",
                            "91I10000600037341L",
                            "x91110000600037341L")
                    .build();

    private static final String NUMERAL = "[〇零一壹二贰三叁四肆五伍六陆七柒八捌九玖幺两]";

    /// The same number, spelled in Chinese numerals: `一三八零零一三八零零零`.
    static final Detector MOBILE_IN_NUMERALS =
            detector(EntityType.CN_MOBILE, "cn-mobile-numerals")
                    .pattern(
                            "[一幺壹][三四五六七八九叁肆伍陆柒捌玖]%1$s[ \\-]?%1$s{4}[ \\-]?%1$s{4}"
                                    .formatted(NUMERAL))
                    .notAfter("〇零一壹二贰三叁四肆五伍六陆七柒八捌九玖幺两十百千万")
                    .notBefore("〇零一壹二贰三叁四肆五伍六陆七柒八捌九玖幺两十百千万")
                    .priority(81)
                    .samples("一三八零零一三八零零零", "幺三八〇〇幺三八〇〇〇", "一三八 一二三四 五六七八")
                    .nearMisses("一三八零零一三八零零", "二三八零零一三八零零零", "一三八零零一三八零零零一")
                    .build();

    /// Area code and seven or eight digits; cities with three-digit codes have eight.
    static final Detector LANDLINE =
            detector(EntityType.CN_LANDLINE, "cn-landline")
                    .pattern(
                            "(\\+?86[ \\-]?)?(%s)([ \\-](转)?[0-9]{1,5})?"
                                    .formatted(
                                            "\\(0?(10|2[0-57-9])\\)[ \\-]?[2-8][0-9]{3}["
                                                    + " \\-]?[0-9]{4}|0(10|2[0-57-9])["
                                                    + " \\-]?[2-8][0-9]{3}["
                                                    + " \\-]?[0-9]{4}|\\(0?[3-9][0-9]{2}\\)["
                                                    + " \\-]?[2-8][0-9]{6,7}|0[3-9][0-9]{2}["
                                                    + " \\-]?[2-8][0-9]{6,7}"))
                    .notAfter("0-9+\\-./")
                    .notBefore("0-9")
                    .scored(0.6)
                    .raisedTo(0.95, Contexts.PHONE)
                    .priority(60)
                    .samples(
                            "010-62345678",
                            "(021)62345678",
                            "0571-87654321",
                            "0755 2345678",
                            "（010）6234 5678",
                            "电话：⟦02062345678⟧",
                            "010-62345678-8001")
                    .nearMisses("010-1234567", "026-62345678", "0571-187654321", "1010-62345678")
                    .build();

    /// Before 2000: two digits for the year and no check digit, so only where a word tells.
    static final Detector RESIDENT_ID_15 =
            detector(EntityType.CN_RESIDENT_ID, "cn-resident-id-15")
                    .pattern("%s[0-9]{4}[0-9]{2}%s[0-9]{3}".formatted(PROVINCE, MONTH_AND_DAY))
                    .notAfter("0-9")
                    .notBefore("0-9Xx")
                    .behind(Contexts.IDENTITY)
                    .priority(89)
                    .samples("身份证号：⟦110105491231002⟧", "ID card ⟦440301820505001⟧")
                    .nearMisses("110105491231002", "身份证号：110105491331002", "身份证号：990105491231002")
                    .build();

    /// GB 11714-1997, eight characters and a check character; the end of a social credit code.
    static final Detector ORGANIZATION_CODE =
            detector(EntityType.CN_ORGANIZATION_CODE, "cn-organization-code")
                    .pattern("[0-9A-Z]{8}\\-?[0-9X]")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .validator(Checksums::organizationCode)
                    .behind(Contexts.ORGANISATION)
                    .priority(57)
                    .samples("组织机构代码：⟦D2143569-X⟧")
                    .nearMisses("D2143569-X", "组织机构代码：D2143569-1")
                    .build();

    /// Business registration number before 2015: 15 digits, ISO 7064 MOD 11,10.
    static final Detector BUSINESS_REGISTRATION =
            detector(EntityType.CN_ORGANIZATION_CODE, "cn-business-registration")
                    .pattern("[1-9][0-9]{14}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .validator(Checksums::mod11Radix10)
                    .behind(Contexts.ORGANISATION)
                    .priority(62)
                    .samples("注册号：⟦110108000000016⟧")
                    .nearMisses("110108000000016", "注册号：110108000000017")
                    .build();

    static final List<Detector> ALL =
            List.of(
                    RESIDENT_ID,
                    RESIDENT_ID_15,
                    SOCIAL_CREDIT_CODE,
                    ORGANIZATION_CODE,
                    BUSINESS_REGISTRATION,
                    MOBILE,
                    MOBILE_IN_NUMERALS,
                    LANDLINE);

    private ChineseDetectors() {}
}
