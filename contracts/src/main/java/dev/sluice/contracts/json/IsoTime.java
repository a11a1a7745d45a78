package dev.sluice.contracts.json;

import java.time.Instant;
import java.time.LocalDate;

/// Reads times as events write them: `2026-01-31T12:00:00Z`, with or without a fraction of a
/// second.
///
/// Why not [Instant#parse] alone: it allocates 1.6 KB a time, more than all the rest of reading a
/// token's record, and takes as long as half of it. Whatever looks different is still its to read
/// or to refuse.
final class IsoTime {
    private static final String PATTERN = "dddd-dd-ddTdd:dd:dd";
    private static final int FRACTION = PATTERN.length() + 1;
    private static final int FRACTION_DIGITS_MAX = 9;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;
    private static final int SECONDS_PER_DAY = 86_400;

    private IsoTime() {}

    /// Throws a [DateTimeException] where [Instant#parse] does.
    static Instant parse(String text) {
        if (!isPlain(text)) {
            return Instant.parse(text);
        }
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (hour > 23 || minute > 59 || second > 59) {
            return Instant.parse(text);
        }
        LocalDate day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
        long seconds =
                day.toEpochDay() * SECONDS_PER_DAY
                        + (long) hour * SECONDS_PER_HOUR
                        + (long) minute * SECONDS_PER_MINUTE
                        + second;
        return Instant.ofEpochSecond(seconds, nanos(text));
    }

    private static boolean isPlain(String text) {
        int end = text.length() - 1;
        if (end < PATTERN.length() || text.charAt(end) != 'Z') {
            return false;
        }
        for (int at = 0; at < PATTERN.length(); at++) {
            char expected = PATTERN.charAt(at);
            char found = text.charAt(at);
            if (expected == 'd' ? !isDigit(found) : found != expected) {
                return false;
            }
        }
        return end == PATTERN.length() || isFraction(text, end);
    }

    private static boolean isFraction(String text, int end) {
        int digits = end - FRACTION;
        if (text.charAt(FRACTION - 1) != '.' || digits < 1 || digits > FRACTION_DIGITS_MAX) {
            return false;
        }
        for (int at = FRACTION; at < end; at++) {
            if (!isDigit(text.charAt(at))) {
                return false;
            }
        }
        return true;
    }

    private static int nanos(String text) {
        int end = text.length() - 1;
        if (end < FRACTION) {
            return 0;
        }
        int nanos = number(text, FRACTION, end);
        for (int digits = end - FRACTION; digits < FRACTION_DIGITS_MAX; digits++) {
            nanos *= 10;
        }
        return nanos;
    }

    private static int number(String digits, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            number = 10 * number + digits.charAt(at) - '0';
        }
        return number;
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }
}
