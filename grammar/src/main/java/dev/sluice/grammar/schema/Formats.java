package dev.sluice.grammar.schema;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The values of `format`, as expressions. Each matches some of the format's texts, and no others:
/// a date exists in every year, an address has plain letters only.
final class Formats {
    private static final String DAY =
            "(0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])|(0[469]|11)-(0[1-9]|[12]\\d|30)"
                    + "|02-(0[1-9]|1\\d|2[0-8])";
    private static final String DATE = "(19|20)\\d\\d-(" + DAY + ")";
    private static final String CLOCK = "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,6})?";
    private static final String TIME = CLOCK + "(Z|[+-](0\\d|1[0-3]):[0-5]\\d)";
    private static final String OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,14}[a-z0-9])?";
    private static final String HOST =
            "(" + LABEL + "\\.){1,3}(com|org|net|edu|gov|io|de|fr|uk|cn|jp|in|br)";

    private static final Map<String, String> EXPRESSIONS =
            Map.of(
                    "date",
                    DATE,
                    "time",
                    TIME,
                    "date-time",
                    DATE + "T" + TIME,
                    "duration",
                    "P(\\d{1,4}D|(\\d{1,4}D)?T\\d{1,4}[HMS]|\\d{1,4}[YMW])",
                    "uuid",
                    "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                    "email",
                    "[a-z0-9]([a-z0-9_-]|\\.[a-z0-9]){0,30}@" + HOST,
                    "hostname",
                    HOST,
                    "ipv4",
                    "(" + OCTET + "\\.){3}" + OCTET,
                    "ipv6",
                    "([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}",
                    "uri",
                    "https?://" + HOST + "(/[A-Za-z0-9_.~-]{0,30}){0,6}");

    private Formats() {}

    static @Nullable String expressionOf(String format) {
        return EXPRESSIONS.get(format);
    }

    static String names() {
        return String.join(", ", EXPRESSIONS.keySet().stream().sorted().toList());
    }
}
