package dev.sluice.gateway.http;

import dev.sluice.gateway.tenant.Standing;
import dev.sluice.gateway.tenant.Standing.Room;
import io.vertx.core.http.HttpServerResponse;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How much of the tenant's limits is left, under OpenAI's names; nothing where there is no limit.
final class RateLimitHeaders {
    private static final String PREFIX = "x-ratelimit-";

    private RateLimitHeaders() {}

    static void put(HttpServerResponse response, @Nullable Standing standing) {
        if (standing != null) {
            put(response, "requests", standing.requests());
            put(response, "tokens", standing.tokens());
        }
    }

    private static void put(HttpServerResponse response, String what, @Nullable Room room) {
        if (room != null) {
            response.putHeader(PREFIX + "limit-" + what, Long.toString(room.limit()))
                    .putHeader(PREFIX + "remaining-" + what, Long.toString(room.remaining()))
                    .putHeader(PREFIX + "reset-" + what, shown(room.reset()));
        }
    }

    /// As Go writes durations, and so OpenAI: `6m0s`, `8.64s`, `17ms`.
    static String shown(Duration time) {
        if (time.compareTo(Duration.ofSeconds(1)) < 0) {
            return time.toMillis() + "ms";
        }
        long minutes = time.toMinutes();
        String seconds =
                BigDecimal.valueOf(time.minusMinutes(minutes).toMillis(), 3)
                        .stripTrailingZeros()
                        .toPlainString();
        return minutes == 0 ? seconds + "s" : minutes + "m" + seconds + "s";
    }
}
