package dev.sluice.scheduler.queueing;

import dev.sluice.contracts.event.Priority;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How many requests went past each class that waits. Strict urgency would let a steady stream of
/// interactive requests keep a batch waiting for ever; so after `passedOverMax` of them the class
/// that was passed over is next, the least urgent first.
final class Overtaking {
    private static final List<Priority> LEAST_URGENT_FIRST = List.of(Priority.values()).reversed();

    private final int passedOverMax;
    private final Map<Priority, Integer> passedOver;

    Overtaking(int passedOverMax) {
        this(passedOverMax, new EnumMap<>(Priority.class));
    }

    private Overtaking(int passedOverMax, Map<Priority, Integer> passedOver) {
        this.passedOverMax = passedOverMax;
        this.passedOver = passedOver;
    }

    Overtaking copy() {
        Map<Priority, Integer> copied = new EnumMap<>(Priority.class);
        copied.putAll(passedOver);
        return new Overtaking(passedOverMax, copied);
    }

    /// The class of those that wait whose turn it is; null when nothing waits.
    @Nullable Priority next(Predicate<Priority> isWaiting) {
        Priority mostUrgent = null;
        for (Priority priority : LEAST_URGENT_FIRST) {
            if (isWaiting.test(priority)) {
                if (passedOver.getOrDefault(priority, 0) >= passedOverMax) {
                    return priority;
                }
                mostUrgent = priority;
            }
        }
        return mostUrgent;
    }

    void onServed(Priority served, Predicate<Priority> isWaiting) {
        passedOver.remove(served);
        for (Priority priority : LEAST_URGENT_FIRST) {
            if (priority.compareTo(served) > 0 && isWaiting.test(priority)) {
                passedOver.merge(priority, 1, Integer::sum);
            }
        }
    }

    /// A class that waits anew begins to be counted anew.
    void onEmpty(Priority priority) {
        passedOver.remove(priority);
    }

    @Override
    public String toString() {
        return "passed over " + passedOver;
    }
}
