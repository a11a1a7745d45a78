package dev.sluice.scheduler.loop;

import java.time.Instant;

/// Steers the reading of `tokens` and `control`.
public interface LogSource {
    /// Reads again from the first record that was not written before `from`; does not wait.
    void rewind(long rewind, Instant from);
}
