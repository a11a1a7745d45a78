package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;
import java.util.Set;

/// Names, birth dates and addresses, as far as rules reach: a surname and a word that tells, a
/// place and a street with a number. What has neither is for a language model to find.
final class PersonDetectors {

    /// The surnames of nine in ten Chinese, without those that are common words as well.
    private static final String SURNAME =
            "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范"
                    + "姚谭廖邹熊陆郝孔崔邱秦顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚庞樊兰殷施陶洪翟颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂"
                    + "焦柳邢路岳齐梅莫庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲游阳裴席卫查屈鲍覃霍翁隋植甘景薄单包司柏宁柯阮桂"
                    + "闵解强柴车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来缪苟";

    private static final String OTHER_SURNAME = "高马方石史金江向常安白于时明文成和水";

    private static final String TWO_CHARACTER_SURNAME =
            "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|夏侯|长孙|宇文|端木|百里|南宫|独孤|轩辕|申屠";

    /// What often follows a name and hardly ever belongs to one.
    private static final String NO_GIVEN_NAME =
            "的是在和与及有说今来去想要也都就了不我你他她它们这那住电手身性年男女先老同请把被从到对为以因所而但或吗呢吧啊呀谢";

    private static final String GIVEN = "([\u4e00-\u9fa5]&~([" + NO_GIVEN_NAME + "]))";

    /// Behind `我叫`, `姓名：` and the like.
    static final Detector CHINESE_NAME =
            detector(EntityType.PERSON, "cn-name")
                    .pattern(
                            "([%s%s]|%s)%s{1,2}"
                                    .formatted(
                                            SURNAME, OTHER_SURNAME, TWO_CHARACTER_SURNAME, GIVEN))
                    .behind(Contexts.CHINESE_NAME)
                    .priority(35)
                    .samples("我叫⟦张三⟧", "姓名：⟦欧阳修远⟧", "收件人 ⟦李小龙⟧", "患者⟦王芳⟧")
                    .nearMisses("张三丰", "我叫的", "姓名：无", "患者的")
                    .build();

    private static final String TITLE =
            "先生|女士|小姐|太太|老师|教授|医生|大夫|护士|经理|主任|律师|同志|师傅|阿姨|叔叔|总监|博士|警官|法官";

    private static final List<String> TITLES = List.of(TITLE.split("\\|"));

    /// In front of a title: `王先生`, `张伟女士`.
    static final Detector CHINESE_NAME_WITH_TITLE =
            detector(EntityType.PERSON, "cn-name-with-title")
                    .pattern(
                            "([%s]|%s)%s{0,2}(%s)"
                                    .formatted(SURNAME, TWO_CHARACTER_SURNAME, GIVEN, TITLE))
                    .core(PersonDetectors::withoutTitle)
                    .scored(0.7)
                    .raisedTo(0.9, Contexts.CHINESE_NAME)
                    .priority(34)
                    .samples("⟦王⟧先生", "⟦张伟⟧女士", "⟦欧阳⟧教授", "⟦李小龙⟧老师")
                    .nearMisses("先生", "王子先", "的先生", "女士们")
                    .build();

    /// First words of what follows "Dear" and is no name.
    private static final Set<String> SALUTATIONS =
            Set.of(
                    "Customer",
                    "Sir",
                    "Madam",
                    "Sirs",
                    "All",
                    "Team",
                    "Friend",
                    "Friends",
                    "Colleague",
                    "Colleagues",
                    "Reader",
                    "User",
                    "Mr",
                    "Mrs",
                    "Ms",
                    "Dr",
                    "The",
                    "A",
                    "Hiring");

    private static final String CAPITALISED =
            "[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f][a-z\u00df-\u00f6\u00f8-\u024f'’\\-]+";

    /// One to three capitalised words, and an initial, behind `My name is`, `Mr.` and the like.
    static final Detector LATIN_NAME =
            detector(EntityType.PERSON, "latin-name")
                    .pattern(
                            "%1$s( [A-Z]\\.?)?([ \\-]%1$s){0,2}|%1$s [A-Z]\\."
                                    .formatted(CAPITALISED))
                    .notAfter("0-9A-Za-z_'@.")
                    .notBefore("0-9A-Za-z_@\u00c0-\u024f")
                    .validator(PersonDetectors::isNoSalutation)
                    .behind(Contexts.LATIN_NAME)
                    .priority(33)
                    .samples(
                            "My name is ⟦John Smith⟧",
                            "Mrs. ⟦Karen Thorkildsen⟧",
                            "Dear ⟦Zoë⟧",
                            "Dr. ⟦Gregory K. House⟧",
                            "Name: ⟦Anne-Marie⟧")
                    .nearMisses("John Smith", "my name is unknown", "Dear Customer", "Dear Sir")
                    .build();

    private static final String CN_NUMBER = "[0-9一二三四五六七八九十百零〇]{1,6}";

    private static final String CN_UNIT = "(号楼?|号院|[弄栋幢座室层楼户]|单元)";

    /// Streets, estates and houses: anything but what makes a date of a number.
    private static final String CN_STREET =
            "[\u4e00-\u5e73\u5e75-\u6707\u6709-\u9fa5A-Za-z0-9·]{1,24}";

    private static final String CN_HOUSE =
            "[0-9]{1,5}%s([A-Za-z]?\\-?[0-9]{1,5}%s?)*".formatted(CN_UNIT, CN_UNIT);

    /// 省 市 区县, a street, and a number.
    static final Detector CHINESE_ADDRESS =
            detector(EntityType.ADDRESS, "cn-address")
                    .pattern(
                            "(<province>[ ,]?)?(<city>[ ,]?)?<county>[ ,]?%s%s"
                                    .formatted(CN_STREET, CN_HOUSE))
                    .notBefore("0-9")
                    .scored(0.8)
                    .raisedTo(0.95, Contexts.ADDRESS)
                    .priority(30)
                    .samples(
                            "北京市朝阳区建国路88号",
                            "浙江省杭州市西湖区文三路398号5楼",
                            "上海市浦东新区张江镇碧波路690号2号楼301室",
                            "广东深圳市南山区科技园路1号")
                    .nearMisses("北京市朝阳区", "朝阳区的路", "北京市2024年", "建国路88号")
                    .build();

    /// Behind `地址：`: whatever ends with a house or a room.
    static final Detector CHINESE_ADDRESS_BEHIND_WORD =
            detector(EntityType.ADDRESS, "cn-address-behind-word")
                    .pattern(
                            "[\u4e00-\u9fa5][\u4e00-\u9fa5A-Za-z0-9 \\-#]{1,40}&.*%s%s([A-Za-z]?[0-9]{0,4})"
                                    .formatted(CN_NUMBER, CN_UNIT))
                    .notBefore("0-9")
                    .behind(Contexts.ADDRESS)
                    .priority(31)
                    .samples("地址：⟦建国路88号⟧", "家住⟦幸福小区3栋2单元501室⟧", "收货地址 ⟦文一西路969号⟧")
                    .nearMisses("建国路88号", "地址：不详", "住在北京很多年了")
                    .build();

    private static final String STREET_WORD =
            "(Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Terrace|Square|Sq"
                + "|Parkway|Pkwy|Highway|Hwy|Circle|Cir|Crescent|Close|Way|Trail)\\.?";

    /// A number, one or two capitalised words and a word for a street. More words would hold back
    /// more of every text with numbers in it than they find.
    static final Detector STREET_ADDRESS =
            detector(EntityType.ADDRESS, "street-address")
                    .pattern(
                            "[0-9]{1,5}[A-Za-z]?( [NSEW]\\.?)?( [A-Z][a-z'\\-]+){1,2} "
                                    + STREET_WORD)
                    .notAfter("0-9A-Za-z_$€£.,\\-/")
                    .notBefore("0-9A-Za-z_\\-")
                    .scored(0.7)
                    .priority(29)
                    .samples(
                            "1600 Pennsylvania Avenue",
                            "221B Baker Street",
                            "350 N. Orleans St.",
                            "3022 Benson Park Drive")
                    .nearMisses(
                            "2019 Apple Store",
                            "5 Main courses",
                            "100 Street",
                            "1600 pennsylvania avenue")
                    .build();

    private static final String MONTH =
            "(January|February|March|April|May|June|July|August|September|October|November|December"
                    + "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";

    static final Detector DATE_OF_BIRTH =
            detector(EntityType.DATE_OF_BIRTH, "date-of-birth")
                    .pattern(
                            "(19|20)[0-9]{2}([.\\-/]| ?年 ?)[0-9]{1,2}([.\\-/]| ?月 ?)[0-9]{1,2}("
                                    + " ?日)?",
                            "[0-9]{1,2}[.\\-/][0-9]{1,2}[.\\-/]((19|20)[0-9]{2}|[0-9]{2})",
                            "%s\\.? [0-9]{1,2}(st|nd|rd|th)?,? (19|20)[0-9]{2}".formatted(MONTH),
                            "[0-9]{1,2}(st|nd|rd|th)? %s,? (19|20)[0-9]{2}".formatted(MONTH),
                            "(19|20)[0-9]{6}")
                    .notAfter("0-9")
                    .notBefore("0-9")
                    .behind(Contexts.BIRTH)
                    .priority(77)
                    .samples(
                            "DOB: ⟦1980-02-29⟧",
                            "born on ⟦March 4, 1975⟧",
                            "生日：⟦1990年1月2日⟧",
                            "date of birth ⟦12/31/1999⟧",
                            "出生日期⟦19900102⟧")
                    .nearMisses("1980-02-29", "born in 1980", "生日快乐")
                    .build();

    static final List<Detector> ALL =
            List.of(
                    CHINESE_NAME,
                    CHINESE_NAME_WITH_TITLE,
                    LATIN_NAME,
                    CHINESE_ADDRESS,
                    CHINESE_ADDRESS_BEHIND_WORD,
                    STREET_ADDRESS,
                    DATE_OF_BIRTH);

    private PersonDetectors() {}

    private static int withoutTitle(String folded) {
        for (String title : TITLES) {
            if (folded.endsWith(title)) {
                return folded.length() - title.length();
            }
        }
        return folded.length();
    }

    private static boolean isNoSalutation(String folded) {
        int space = folded.indexOf(' ');
        return !SALUTATIONS.contains(space < 0 ? folded : folded.substring(0, space));
    }
}
