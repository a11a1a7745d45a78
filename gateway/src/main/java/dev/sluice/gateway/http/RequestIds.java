package dev.sluice.gateway.http;

import dev.sluice.contracts.RequestId;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// Makes ids that cannot be guessed. Thread-safe.
final class RequestIds {
    /// Ids of requests that never get a stream: refusals and lookups.
    private static final String PLAIN_PREFIX = "req";

    private final InstantSource clock;
    private final LongSupplier random;

    RequestIds(InstantSource clock) {
        this(clock, new SecureRandom()::nextLong);
    }

    private RequestIds(InstantSource clock, LongSupplier random) {
        this.clock = clock;
        this.random = random;
    }

    RequestId plain() {
        return RequestId.create(PLAIN_PREFIX, clock.instant(), 0, random.getAsLong());
    }

    /// An id that carries where its stream is.
    RequestId located(String prefix, Instant acceptedAt, int streamPartition) {
        return RequestId.create(prefix, acceptedAt, streamPartition, random.getAsLong());
    }
}
