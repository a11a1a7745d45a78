package dev.sluice.gateway.grpc;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads `grpc-timeout`: at most eight digits and a unit. How long a client waits is no demand that
/// could be wrong, so what cannot be read counts as: as long as it takes.
public final class CallTimeout {
    public static final String HEADER = "grpc-timeout";

    private static final Pattern FORM = Pattern.compile("([0-9]{1,8})([HMSmun])");

    /// Longer is as good as without end.
    private static final Duration MAX = Duration.ofDays(7);

    private CallTimeout() {}

    /// More than nothing and at most seven days.
    public static Optional<Duration> read(@Nullable String header) {
        Matcher parts = FORM.matcher(header == null ? "" : header);
        if (!parts.matches()) {
            return Optional.empty();
        }
        ChronoUnit unit =
                switch (parts.group(2)) {
                    case "H" -> ChronoUnit.HOURS;
                    case "M" -> ChronoUnit.MINUTES;
                    case "S" -> ChronoUnit.SECONDS;
                    case "m" -> ChronoUnit.MILLIS;
                    case "u" -> ChronoUnit.MICROS;
                    default -> ChronoUnit.NANOS;
                };
        return Optional.of(Duration.of(Long.parseLong(parts.group(1)), unit))
                .filter(timeout -> timeout.isPositive() && timeout.compareTo(MAX) <= 0);
    }
}
