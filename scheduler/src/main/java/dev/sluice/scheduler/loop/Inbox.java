package dev.sluice.scheduler.loop;

import java.time.Duration;
import java.util.List;

/// Where everything that concerns the loop arrives, in order per source.
public interface Inbox {
    /// What is there; waits for the first for at most `patience`.
    List<Input> take(Duration patience) throws InterruptedException;
}
