package dev.sluice.masking.detect;

import static dev.sluice.masking.detect.Detector.detector;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Telephone numbers of the world outside China's mobile networks.
///
/// There are hundreds of ways to write one, and most look like other numbers. So three kinds: forms
/// that nothing else has; any grouping at all where a word tells (`call 33 93 31`, `33 93 31
/// office`); and national forms, checked with libphonenumber where the form alone says too little.
final class PhoneDetectors {

    private static final String EXTENSION = "( ?([xX]|[eE][xX][tT]\\.? ?) ?[0-9]{2,6})?";

    private static final String NOT_WITHIN = "0-9A-Za-z_/.:#$€£¥=(+\\-";

    /// North America: three, three and four digits between separators. Areas that do not exist are
    /// taken too: what else has this form?
    static final Detector NORTH_AMERICAN =
            detector(EntityType.PHONE, "phone-north-american")
                    .pattern(
                            "(\\+?1[ .\\-]?|001[ .\\-])?(%1$s)%2$s"
                                    .formatted(
                                            "[0-9]{3}\\-[0-9]{3}\\-[0-9]{4}|[0-9]{3}\\.[0-9]{3}\\.[0-9]{4}|\\([0-9]{3}\\)["
                                                + " \\-]?[0-9]{3}[ .\\-][0-9]{4}",
                                            EXTENSION))
                    .notAfter(NOT_WITHIN)
                    .notBefore("0-9A-Za-z_\\-")
                    .scored(0.7)
                    .raisedTo(0.95, Contexts.PHONE)
                    .priority(74)
                    .samples(
                            "978-249-9678",
                            "(978)645-9740x11144",
                            "(212) 555-0123",
                            "730.347.5681x8340",
                            "+1-203-305-2492x5662",
                            "001-920-866-4851",
                            "001-204-821-0538x16944",
                            "1-800-555-0199",
                            "877-547-3967x793",
                            "212-555-0123 ext. 42")
                    .nearMisses(
                            "978-249-967",
                            "978-24-9967",
                            "1.2.3.4",
                            "1978-249-9678-1",
                            "123-456-78901")
                    .build();

    /// E.164 with its plus sign, in any grouping.
    static final Detector INTERNATIONAL =
            detector(EntityType.PHONE, "phone-international")
                    .pattern(
                            "\\+[1-9][0-9]{0,2}([ .\\-]?(\\(0?[0-9]{1,4}\\)|[0-9]{1,12})){1,6}%s&%s"
                                    .formatted(EXTENSION, PhoneNumbers.digits(8, 20)))
                    .notAfter("0-9A-Za-z_+)")
                    .notBefore("0-9A-Za-z_")
                    .validator(PhoneNumbers::isInternational)
                    .scored(0.8)
                    .raisedTo(0.95, Contexts.PHONE)
                    .priority(73)
                    .samples(
                            "+44 20 7946 0958",
                            "+442079460958",
                            "+44(0)151 4960123",
                            "+49 (0) 30 901820",
                            "+33 1 23 45 67 89",
                            "+1 212 555 0123",
                            "+61 2 9374 4000",
                            "+353 1 234 5678")
                    .nearMisses("+1 + 2", "+44", "2+12345678", "+0123456789", "+1234")
                    .build();

    /// The usual groups behind a trunk zero: Britain, Germany, France, Italy, the Netherlands and
    /// their neighbours.
    static final Detector TRUNK_ZERO =
            detector(EntityType.PHONE, "phone-trunk-zero")
                    .pattern(
                            "0[1-9]( [0-9]{2}){4}|0[1-9](\\.[0-9]{2}){4}",
                            "0[1-9][0-9] [0-9]{4} [0-9]{4}|0[1-9][0-9]{2} [0-9]{3} [0-9]{4}",
                            "0[1-9][0-9]{3} ([0-9]{6}|[0-9]{3} [0-9]{3})",
                            "0[1-9][0-9]{1,2}[ \\-/][0-9]{6,8}|0[1-9]\\-[0-9]{8}",
                            "\\(0[1-9][0-9]{1,4}\\)[ \\-/]?([0-9]{5,8}|[0-9]{3,4}[ \\-][0-9]{3,5})")
                    .notAfter(NOT_WITHIN)
                    .notBefore("0-9A-Za-z_")
                    .scored(0.55)
                    .raisedTo(0.9, Contexts.PHONE)
                    .priority(61)
                    .samples(
                            "020 7946 0958",
                            "(0151) 496 0123",
                            "030 901820",
                            "01 42 68 53 00",
                            "06-12345678",
                            "0151/23456789")
                    .nearMisses("01-02-2020", "00 00 00 00 00", "0 151", "05 2020 11", "0.12 3456")
                    .build();

    /// Ten digits in North American groups with spaces, if libphonenumber knows the number as one
    /// in use.
    static final Detector NORTH_AMERICAN_WITH_SPACES =
            detector(EntityType.PHONE, "phone-north-american-spaces")
                    .pattern("[2-9][0-9]{2} [2-9][0-9]{2} [0-9]{4}")
                    .notAfter(NOT_WITHIN)
                    .notBefore("0-9A-Za-z_")
                    .validator(PhoneNumbers::isNorthAmerican)
                    .scored(0.55)
                    .raisedTo(0.9, Contexts.PHONE)
                    .priority(61)
                    .samples("212 555 0123", "415 555 2671")
                    .nearMisses("999 999 9999", "212 155 0123", "212 555 012")
                    .build();

    /// Groups of digits, some in parentheses, with at most one character between two of them.
    private static final String ANY_GROUPING =
            "(\\+?[0-9]+|\\(\\+?[0-9]{1,5}\\))([ .\\-/]?([0-9]+|\\([0-9]{1,5}\\)))*"
                    + "&([^ .\\-/]*[ .\\-/]){0,5}[^ .\\-/]*[0-9]&"
                    + PhoneNumbers.digits(6, 15);

    /// Whatever has the digits of a telephone number, behind a word that tells of one.
    static final Detector BEHIND_WORD =
            detector(EntityType.PHONE, "phone-behind-word")
                    .pattern("(%s)%s".formatted(ANY_GROUPING, EXTENSION))
                    .notAfter("0-9A-Za-z_/#$€£¥=+\\-")
                    .notBefore("0-9A-Za-z_:/\\-")
                    .validator(PhoneNumbers::isPlausible)
                    .behind(Contexts.PHONE)
                    .priority(75)
                    .samples(
                            "They're not answering at ⟦(88) 684-334⟧",
                            "Phone: ⟦021-4006034⟧",
                            "Phone:\n⟦449 4898⟧",
                            "fax ⟦20-32-85-26⟧",
                            "tel. ⟦02.27.96.63.08⟧",
                            "Mobile: ⟦(06)12/345-6789⟧",
                            "电话：⟦88 165 40 96⟧")
                    .nearMisses(
                            "33 93 31",
                            "phone 12345",
                            "mobile at 10:30",
                            "phone costs 1,999.00",
                            "fax of 2021-03-04",
                            "fax by 12/12/1938",
                            "phones of 2019 2020")
                    .build();

    /// The same directly behind a word that means other things as well.
    static final Detector NEXT_TO_WORD =
            detector(EntityType.PHONE, "phone-next-to-word")
                    .pattern("(%s)%s".formatted(ANY_GROUPING, EXTENSION))
                    .notAfter("0-9A-Za-z_/#$€£¥=+\\-")
                    .notBefore("0-9A-Za-z_:/\\-")
                    .validator(PhoneNumbers::isPlausible)
                    .behind(Contexts.PHONE_NEXT)
                    .priority(75)
                    .samples(
                            "call ⟦33 93 31⟧",
                            "You can call ⟦2546712361⟧",
                            "office\n⟦166-68-47899⟧",
                            "call ⟦+90(123) 4567890⟧",
                            "my registered ⟦329 7730⟧.")
                    .nearMisses(
                            "call a taxi to 14 3684 Court Street",
                            "call 12345",
                            "call on 2021-03-04",
                            "office is at 58 2347 Lauzon")
                    .build();

    private static final Pattern TAIL = Pattern.compile("[ \\-]*[A-Za-z\u4e00-\u9fff]+$");

    /// The same in front of such a word at the end of its line.
    static final Detector BEFORE_WORD =
            detector(EntityType.PHONE, "phone-before-word")
                    .pattern(
                            "(%s&(%s))%s[ \\-]{0,2}(%s)"
                                    .formatted(
                                            ANY_GROUPING,
                                            "[0-9]{9,}|[+(].*|0.*|[0-9]+[ .()\\-/].*",
                                            EXTENSION,
                                            PhoneNumbers.TAIL_WORDS))
                    .core(PhoneDetectors::withoutTail)
                    .notAfter("0-9A-Za-z_/.:#$€£¥=\\-")
                    .notBefore("0-9A-Za-z_ \\-'")
                    .validator(folded ->
                            PhoneNumbers.isPlausible(TAIL.matcher(folded).replaceFirst("")))
                    .scored(0.75)
                    .raisedTo(0.95, Contexts.PHONE)
                    .priority(76)
                    .samples(
                            "⟦33 93 31⟧ office",
                            "⟦449 4898⟧ fax",
                            "⟦2813882583⟧ mobile",
                            "⟦(027) 7972-805⟧-Office",
                            "⟦730.347.5681x8340⟧-Fax",
                            "⟦078 6657 2626⟧座机")
                    .nearMisses(
                            "33 93 31",
                            "33 93 31 officers",
                            "250 000 mobile users",
                            "1000000 mobile",
                            "2019 office",
                            "2019-10-11 office")
                    .build();

    static final List<Detector> ALL =
            List.of(
                    NORTH_AMERICAN,
                    INTERNATIONAL,
                    TRUNK_ZERO,
                    NORTH_AMERICAN_WITH_SPACES,
                    BEHIND_WORD,
                    NEXT_TO_WORD,
                    BEFORE_WORD);

    private PhoneDetectors() {}

    private static int withoutTail(String folded) {
        Matcher tail = TAIL.matcher(folded);
        return tail.find() ? tail.start() : folded.length();
    }
}
