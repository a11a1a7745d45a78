package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;

/// What people in China carry and give as theirs: travel documents, plates, accounts, records. Most
/// have neither a check digit nor a form of their own, so a word in front must tell.
final class ChineseDocumentDetectors {

    /// Ordinary (E, with a letter since 2017; G before), official and diplomatic passports.
    static final Detector PASSPORT =
            detector(EntityType.CN_PASSPORT, "cn-passport")
                    .pattern(
                            "[Ee]([0-9]{8}|[A-HJ-NP-Za-hj-np-z][0-9]{7})|[GgDdSsPpHh][0-9]{8}|(1[45][0-9]{7})")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .behind(Contexts.PASSPORT)
                    .priority(64)
                    .samples("护照号：⟦E12345678⟧", "护照号码为⟦EA1234567⟧", "护照⟦G12345678⟧")
                    .nearMisses("E12345678", "护照号：E1234567", "护照号：EI1234567")
                    .build();

    /// To Hong Kong and Macau (C, W), to Taiwan (L, T), from Hong Kong and Macau (H, M), from
    /// Taiwan (eight digits).
    static final Detector TRAVEL_PERMIT =
            detector(EntityType.CN_TRAVEL_PERMIT, "cn-travel-permit")
                    .pattern(
                            "[CcWw]([0-9]{8}|[A-HJ-NP-Z][0-9]{7})|[LlTt][0-9]{8}|[HhMm][0-9]{8}([0-9]{2})?|[0-9]{8}([0-9]{2})?")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .behind(Contexts.TRAVEL_PERMIT)
                    .priority(64)
                    .samples(
                            "港澳通行证：⟦C12345678⟧",
                            "通行证号⟦CA1234567⟧",
                            "回乡证：⟦H0123456700⟧",
                            "台胞证⟦12345678⟧",
                            "往来台湾通行证⟦L12345678⟧")
                    .nearMisses("C12345678", "通行证C1234567", "回乡证：H012345670")
                    .build();

    private static final String PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";

    /// Province, authority, and five characters of which one is a digit; six for new energy, with a
    /// D or F at one end of the number.
    static final Detector PLATE =
            detector(EntityType.CN_LICENSE_PLATE, "cn-plate")
                    .pattern(
                            "[%s][A-Z][·•. \\-]?(%s)"
                                    .formatted(
                                            PROVINCES,
                                            "([A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳])&(.*[0-9].*)"
                                                + "|[A-HJKMNP-Z][A-HJ-NP-Z0-9][0-9]{4}|[0-9]{5}[A-HJKMNP-Z]"))
                    .notBefore("0-9A-Za-z")
                    .scored(0.8)
                    .priority(64)
                    .samples(
                            "京A12345",
                            "粤B·D123挂",
                            "沪A·D12345",
                            "浙AF12345",
                            "粤Z1234港",
                            "京A 88888",
                            "苏E12345D")
                    .nearMisses("京A1234", "京AABCDE", "A12345", "京I123456", "京A1234567")
                    .build();

    static final Detector OFFICER_CARD =
            detector(EntityType.CN_OFFICER_CARD, "cn-officer-card")
                    .pattern("[军兵士文职南北沈兰成济广海空参政后装警武]{1,4}字?第?[0-9]{6,8}号?|[0-9]{6,8}")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .behind(Contexts.SOLDIER)
                    .priority(63)
                    .samples("军官证：⟦军字第1234567号⟧", "士兵证⟦12345678⟧")
                    .nearMisses("军字第1234567号", "军官证：12345")
                    .build();

    static final Detector POSTCODE =
            detector(EntityType.CN_POSTCODE, "cn-postcode")
                    .pattern("[0-8][0-9]{5}")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .behind(Contexts.POSTCODE)
                    .priority(50)
                    .samples("邮编：⟦100080⟧", "邮政编码 ⟦518000⟧")
                    .nearMisses("100080", "邮编：10008", "邮编：1000800")
                    .build();

    static final Detector QQ =
            detector(EntityType.QQ, "qq")
                    .pattern("[1-9][0-9]{4,10}")
                    .notAfter("0-9A-Za-z_")
                    .notBefore("0-9A-Za-z_")
                    .behind(Contexts.QQ)
                    .priority(50)
                    .samples("QQ：⟦123456789⟧", "我的qq号是⟦10001⟧", "扣扣 ⟦2894561230⟧")
                    .nearMisses("123456789", "QQ：1234", "QQ音乐 2023")
                    .build();

    /// A letter, then five to nineteen more characters; `wxid_…` says it by itself.
    static final Detector WECHAT =
            detector(EntityType.WECHAT, "wechat")
                    .pattern("[A-Za-z][A-Za-z0-9_\\-]{5,19}")
                    .notAfter("0-9A-Za-z_\\-@.")
                    .notBefore("0-9A-Za-z_\\-@")
                    .behind(Contexts.WECHAT)
                    .priority(50)
                    .samples("微信号：⟦zhang_san88⟧", "加微信⟦lisi2020⟧", "WeChat ID: ⟦abc-def1⟧")
                    .nearMisses("zhang_san88", "微信号：abc", "微信支付 zhang_san88")
                    .build();

    static final Detector WECHAT_INTERNAL =
            detector(EntityType.WECHAT, "wechat-internal")
                    .pattern("wxid_[a-z0-9]{10,20}")
                    .notAfter("0-9A-Za-z_")
                    .notBefore("0-9A-Za-z_")
                    .scored(0.9)
                    .priority(51)
                    .samples("wxid_0123456789abcd")
                    .nearMisses("wxid_012345", "wxid_", "awxid_0123456789abcd")
                    .build();

    static final Detector MEDICAL_RECORD =
            detector(EntityType.MEDICAL_RECORD, "medical-record")
                    .pattern("[A-Za-z]{0,3}\\-?[0-9]{5,12}")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .behind(Contexts.MEDICAL)
                    .priority(58)
                    .samples("病历号：⟦20230012345⟧", "住院号⟦ZY0012345⟧", "MRN: ⟦00123456⟧")
                    .nearMisses("20230012345", "病历号：123", "patient id none")
                    .build();

    static final Detector STAFF_NUMBER =
            detector(EntityType.STAFF_NUMBER, "staff-number")
                    .pattern("[A-Za-z]{0,3}\\-?[0-9]{4,12}")
                    .notAfter("0-9A-Za-z")
                    .notBefore("0-9A-Za-z")
                    .behind(Contexts.STAFF)
                    .priority(49)
                    .samples("工号：⟦A00123⟧", "学号 ⟦2019011234⟧", "employee id: ⟦E-10234⟧")
                    .nearMisses("A00123", "工号：12", "student id card")
                    .build();

    static final List<Detector> ALL =
            List.of(
                    PASSPORT,
                    TRAVEL_PERMIT,
                    PLATE,
                    OFFICER_CARD,
                    POSTCODE,
                    QQ,
                    WECHAT,
                    WECHAT_INTERNAL,
                    MEDICAL_RECORD,
                    STAFF_NUMBER);

    private ChineseDocumentDetectors() {}
}
