package dev.sluice.standalone.command;

import dev.sluice.standalone.console.OperatorFailure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads when a key ends: a duration from now, or a time.
final class EndOfKey {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})([smhd])");

    private EndOfKey() {}

    static Instant of(String text, Instant now) {
        if (DURATION.matcher(text).matches()) {
            return now.plus(durationOf(text));
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new OperatorFailure(
                    "'%s' is neither a duration nor a time: write it like 90d or %s"
                            .formatted(text, "2027-01-31T12:00:00Z"),
                    e);
        }
    }

    static Duration durationOf(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new OperatorFailure(
                    "'%s' is no duration: write it like 30m, 12h or 90d".formatted(text));
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
