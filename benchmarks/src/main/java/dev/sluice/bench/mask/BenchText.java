package dev.sluice.bench.mask;

/// Texts that the masker is timed with, repeated to a million characters: ordinary ones, and ones
/// made to be slow.
public enum BenchText {
    /// Prose without personal data.
    PROSE(
            "The harbour lay quiet under a thin morning fog, and only the gulls were about. Along"
                + " the quay the fishermen had spread their nets to dry; an old man sat among them,"
                + " mending one with slow, careful fingers. He had done so for forty years, he said"
                + " once, and would go on as long as his eyes let him. When the sun came through,"
                + " the whole bay turned from grey to silver. "),
    /// A letter with some.
    LETTER(
            "Dear Ms. Alvarez, thank you for your order of 12 May. We shipped it to 14 Elm Street;"
                + " the parcel number is 778 1120. If anything is missing, write to"
                + " orders@northwind.example or call (212) 555-0187 before Friday. Your card ending"
                + " in 4242 was charged 129.90 EUR. Kind regards, Tom Becker\n"),
    CHINESE(
            "尊敬的张先生，您好！您的订单已发货，预计三天内送到北京市朝阳区建国路88号。如有问题请致电13812345678，"
                    + "或者发邮件到 service@example.cn。祝您生活愉快，工作顺利，身体健康。\n"),
    ONE_WORD("a"),
    ONE_NUMBER("1"),
    FULL_WIDTH_DIGITS("１２３４ "),
    CARD_GROUPS("4111 "),
    DIGIT_GROUPS("1234 5678 "),
    PHONE_GROUPS("012-345-6789 "),
    INTERNATIONAL_PHONES("+44 20 7946 0000 "),
    CONTEXT_AND_DIGITS("tel 12 call 34 id 56 "),
    CHINESE_CONTEXT_AND_DIGITS("电话12 34 "),
    SSN_PREFIXES("ssn 123-45-"),
    IBAN_PREFIXES("GB12 "),
    IBANS("DE89 3704 0044 0532 0130 00 "),
    JWT_PREFIXES("eyJhbGciOi."),
    KEY_PREFIXES("sk-proj-abc "),
    PEM_PREFIXES("-----BEGIN "),
    NESTED_PLACEHOLDERS("<EMAIL_a1b2<EMAIL_"),
    AT_SIGNS("@"),
    AT_AND_DOTS("a@b.c"),
    DOTTED_NUMBERS("1.1.1."),
    COLONS("f:"),
    NAMES("Mr. John "),
    CHINESE_NAMES("王先生"),
    CHINESE_PLACES("北京市朝阳区"),
    STREETS("123 Main "),
    ESCAPES("\\u0031"),
    BACKSLASHES("\\");

    /// Characters of a repeated text.
    public static final int LENGTH = 1_000_000;

    private final String unit;

    BenchText(String unit) {
        this.unit = unit;
    }

    /// Whether it was made to be slow.
    public boolean isHostile() {
        return compareTo(CHINESE) > 0;
    }

    /// Its first {@link #LENGTH} characters.
    public String text() {
        return repeated(unit);
    }

    static String repeated(String unit) {
        return unit.repeat(LENGTH / unit.length() + 1).substring(0, LENGTH);
    }
}
