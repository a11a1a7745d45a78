package dev.sluice.scheduler.simulation;

import java.time.Instant;
import java.time.InstantSource;

/// Virtual time: it moves when the simulation says so.
final class SimClock implements InstantSource {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private long millis;

    @Override
    public Instant instant() {
        return START.plusMillis(millis);
    }

    @Override
    public long millis() {
        return millis;
    }

    void moveTo(long changed) {
        millis = changed;
    }
}
