package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.event.Priority;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How soon a request must be served. `deadline` null: whenever.
public record Urgency(Priority priority, @Nullable Instant deadline) {
    Instant deadlineOrNever() {
        return deadline == null ? Instant.MAX : deadline;
    }

    public boolean hasPassed(Instant now) {
        return deadline != null && !deadline.isAfter(now);
    }

    public Urgency withPriority(Priority changed) {
        return new Urgency(changed, deadline);
    }

    public Urgency withDeadline(Instant changed) {
        return new Urgency(priority, changed);
    }
}
