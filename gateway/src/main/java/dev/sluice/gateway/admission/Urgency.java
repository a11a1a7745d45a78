package dev.sluice.gateway.admission;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.event.Priority;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a request asks to be scheduled: `X-Sluice-Priority` and `X-Sluice-Deadline`. `patience` is
/// counted from acceptance; absent: the client waits as long as it takes.
public record Urgency(Priority priority, @Nullable Duration patience) {
    public static final String PRIORITY_HEADER = "X-Sluice-Priority";
    public static final String DEADLINE_HEADER = "X-Sluice-Deadline";

    private static final Duration PATIENCE_MAX = Duration.ofDays(7);

    public Urgency {
        Objects.requireNonNull(priority, "priority");
    }

    /// The outcome of reading the headers.
    public sealed interface Reading {
        record Understood(Urgency urgency) implements Reading {}

        record Refused(Refusal refusal) implements Reading {}
    }

    /// Reads both headers; absent ones mean `standard` and no deadline.
    public static Reading read(@Nullable String priority, @Nullable String deadline) {
        Priority read = priorityOf(priority);
        if (read == null) {
            return refused(PRIORITY_HEADER, "is none of interactive, standard and batch");
        }
        Duration patience = deadline == null ? null : durationOf(deadline.strip());
        if (deadline != null && !isAllowed(patience)) {
            return refused(
                    DEADLINE_HEADER,
                    "is no duration above 0 and up to 7 days; 500ms, 30s, 10m, 2h and PT30S are");
        }
        return new Reading.Understood(new Urgency(read, patience));
    }

    private static Reading refused(String header, String problem) {
        return new Reading.Refused(
                Refusal.of(ErrorCode.INVALID_PARAMETER, header + ": " + problem, header));
    }

    private static boolean isAllowed(@Nullable Duration patience) {
        return patience != null && patience.isPositive() && patience.compareTo(PATIENCE_MAX) <= 0;
    }

    private static @Nullable Priority priorityOf(@Nullable String text) {
        if (text == null) {
            return Priority.STANDARD;
        }
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "interactive" -> Priority.INTERACTIVE;
            case "standard" -> Priority.STANDARD;
            case "batch" -> Priority.BATCH;
            default -> null;
        };
    }

    /// ISO 8601, or a number with `ms`, `s`, `m` or `h`; a bare number is seconds.
    private static @Nullable Duration durationOf(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        try {
            if (lower.startsWith("p")) {
                return Duration.parse(text);
            }
            if (lower.endsWith("ms")) {
                return Duration.ofMillis(Long.parseLong(lower.substring(0, lower.length() - 2)));
            }
            boolean hasUnit = lower.endsWith("s") || lower.endsWith("m") || lower.endsWith("h");
            return Duration.parse("PT" + lower + (hasUnit ? "" : "s"));
        } catch (DateTimeParseException | NumberFormatException | ArithmeticException e) {
            return null;
        }
    }
}
