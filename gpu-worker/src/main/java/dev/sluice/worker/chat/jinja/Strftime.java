package dev.sluice.worker.chat.jinja;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// C's `strftime` in the C locale, with glibc's `%-d` for no padding.
final class Strftime {
    private Strftime() {}

    static String format(String pattern, LocalDateTime time) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < pattern.length()) {
            char c = pattern.charAt(i++);
            if (c != '%' || i == pattern.length()) {
                out.append(c);
                continue;
            }
            boolean unpadded = pattern.charAt(i) == '-' && i + 1 < pattern.length();
            i += unpadded ? 1 : 0;
            String field = field(pattern.charAt(i++), time);
            out.append(unpadded ? withoutPadding(field) : field);
        }
        return out.toString();
    }

    private static String withoutPadding(String field) {
        return field.replaceFirst("^[0 ]+(?=.)", "");
    }

    private static String field(char letter, LocalDateTime time) {
        return switch (letter) {
            case '%' -> "%";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'D' -> format("%m/%d/%y", time);
            case 'F' -> format("%Y-%m-%d", time);
            case 'T', 'X' -> format("%H:%M:%S", time);
            case 'R' -> format("%H:%M", time);
            case 'c' -> format("%a %b %e %H:%M:%S %Y", time);
            case 'x' -> format("%m/%d/%y", time);
            case 'r' -> format("%I:%M:%S %p", time);
            case 'a', 'A', 'b', 'B', 'h', 'p' -> name(letter, time);
            case 'z', 'Z' -> "";
            case 's' -> String.valueOf(time.toEpochSecond(ZoneOffset.UTC));
            default -> number(letter, time);
        };
    }

    private static String name(char letter, LocalDateTime time) {
        TextStyle style = letter == 'A' || letter == 'B' ? TextStyle.FULL : TextStyle.SHORT;
        return switch (letter) {
            case 'a', 'A' -> time.getDayOfWeek().getDisplayName(style, Locale.ENGLISH);
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            default -> time.getMonth().getDisplayName(style, Locale.ENGLISH);
        };
    }

    private static String number(char letter, LocalDateTime time) {
        return switch (letter) {
            case 'Y' -> String.valueOf(time.getYear());
            case 'y' -> twoDigits(time.getYear() % 100);
            case 'C' -> twoDigits(time.getYear() / 100);
            case 'm' -> twoDigits(time.getMonthValue());
            case 'd' -> twoDigits(time.getDayOfMonth());
            case 'e' -> spacePadded(time.getDayOfMonth());
            case 'j' -> padded(time.getDayOfYear(), 3);
            case 'H' -> twoDigits(time.getHour());
            case 'k' -> spacePadded(time.getHour());
            case 'I' -> twoDigits(hourOfHalfDay(time));
            case 'l' -> spacePadded(hourOfHalfDay(time));
            case 'M' -> twoDigits(time.getMinute());
            case 'S' -> twoDigits(time.getSecond());
            case 'f' -> padded((int) time.getLong(ChronoField.MICRO_OF_SECOND), 6);
            case 'u' -> String.valueOf(time.getDayOfWeek().getValue());
            case 'w' -> String.valueOf(time.getDayOfWeek().getValue() % 7);
            case 'G' -> String.valueOf(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'V' -> twoDigits(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'U' -> twoDigits(weekOfYear(time, time.getDayOfWeek().getValue() % 7));
            case 'W' -> twoDigits(weekOfYear(time, time.getDayOfWeek().getValue() - 1));
            default -> throw new JinjaException("unknown time format '%" + letter + "'");
        };
    }

    private static int hourOfHalfDay(LocalDateTime time) {
        return time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
    }

    /// @param dayOfWeek days since the week began
    private static int weekOfYear(LocalDateTime time, int dayOfWeek) {
        return (time.getDayOfYear() + 6 - dayOfWeek) / 7;
    }

    private static String twoDigits(int value) {
        return padded(value, 2);
    }

    private static String padded(int value, int width) {
        return String.format(Locale.ROOT, "%0" + width + "d", value);
    }

    private static String spacePadded(int value) {
        return String.format(Locale.ROOT, "%2d", value);
    }
}
