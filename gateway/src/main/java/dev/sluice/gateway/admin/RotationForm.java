package dev.sluice.gateway.admin;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// `{"overlap_seconds":3600}`: how long the old key works beside the new one; absent: it ends at
/// once.
public record RotationForm(Duration overlap) {
    private static final long OVERLAP_SECONDS_MAX = Duration.ofDays(90).toSeconds();

    public static Reading<RotationForm> read(@Nullable Object json) {
        return Reading.of(
                json,
                body -> {
                    Long seconds = body.integer("overlap_seconds", 0, OVERLAP_SECONDS_MAX);
                    return new RotationForm(Duration.ofSeconds(seconds == null ? 0 : seconds));
                });
    }
}
