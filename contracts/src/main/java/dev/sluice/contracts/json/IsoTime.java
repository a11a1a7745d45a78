package dev.sluice.contracts.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Times as events have them: `2026-01-31T12:00:00Z`, with or without a fraction of a second.
///
/// Why not [Instant] alone: it allocates 1.6 KB to read a time and 0.3 KB to write one, as much as
/// all the rest of a token's record. Whatever looks different is still its to read or to refuse.
final class IsoTime {
    private static final String PATTERN = "dddd-dd-ddTdd:dd:dd";
    private static final int FRACTION = PATTERN.length() + 1;
    private static final int FRACTION_DIGITS_MAX = 9;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final long YEAR_0 = -62_167_219_200L;
    private static final long YEAR_10000 = 253_402_300_800L;

    private IsoTime() {}

    /// Throws a [DateTimeException] where [Instant#parse] does.
    static Instant parse(String text) {
        if (!isPlain(text)) {
            return Instant.parse(text);
        }
        int hour = number(text, 11, 13);
        int second = number(text, 17, 19);
        if (hour > 23 || second > 59) {
            return Instant.parse(text);
        }
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        hour,
                        number(text, 14, 16),
                        second,
                        nanos(text))
                .toInstant(ZoneOffset.UTC);
    }

    /// The text of [Instant#toString].
    static String format(Instant time) {
        long seconds = time.getEpochSecond();
        int nanos = time.getNano();
        if (seconds < YEAR_0 || seconds >= YEAR_10000) {
            return time.toString();
        }
        LocalDateTime utc = LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
        byte[] text = new byte[FRACTION + FRACTION_DIGITS_MAX + 1];
        for (int at = 0; at < PATTERN.length(); at++) {
            text[at] = (byte) PATTERN.charAt(at);
        }
        Digits.put(text, 0, 4, utc.getYear());
        Digits.put(text, 5, 2, utc.getMonthValue());
        Digits.put(text, 8, 2, utc.getDayOfMonth());
        Digits.put(text, 11, 2, utc.getHour());
        Digits.put(text, 14, 2, utc.getMinute());
        Digits.put(text, 17, 2, utc.getSecond());
        text[FRACTION - 1] = '.';
        Digits.put(text, FRACTION, FRACTION_DIGITS_MAX, nanos);
        int end = nanos == 0 ? FRACTION - 1 : FRACTION + fractionDigits(nanos);
        text[end] = 'Z';
        return new String(text, 0, end + 1, StandardCharsets.ISO_8859_1);
    }

    private static boolean isPlain(String text) {
        int end = text.length() - 1;
        if (end < PATTERN.length() || text.charAt(end) != 'Z') {
            return false;
        }
        for (int at = 0; at < PATTERN.length(); at++) {
            char expected = PATTERN.charAt(at);
            char found = text.charAt(at);
            if (expected == 'd' ? !Digits.isDigit(found) : found != expected) {
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
            if (!Digits.isDigit(text.charAt(at))) {
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

    /// Thousandths, millionths or billionths: the fewest that hold all of it.
    private static int fractionDigits(int nanos) {
        if (nanos % NANOS_PER_MILLI == 0) {
            return 3;
        }
        return nanos % NANOS_PER_MICRO == 0 ? 6 : FRACTION_DIGITS_MAX;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
