package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What was given to whom: an epoch of a request once, rising by one scheduler, going on where the
/// log stands, and never more to a worker than its slots hold.
final class Grants {
    private record Grant(RequestId requestId, int epoch) {}

    private record Placed(String incarnation, long schedulerEpoch, int epoch) {}

    private final Function<RequestId, TokenOracle> oracles;
    private final Map<WorkerId, Integer> slots = new HashMap<>();
    private final Map<Grant, BatchAssigned> grants = new HashMap<>();
    private final Map<RequestId, Placed> places = new LinkedHashMap<>();

    Grants(Function<RequestId, TokenOracle> oracles) {
        this.oracles = oracles;
    }

    void onSlots(WorkerId workerId, int count) {
        slots.put(workerId, count);
    }

    void onAssigned(BatchAssigned batch) {
        for (Assignment assignment : batch.assignments()) {
            var grant = new Grant(assignment.requestId(), assignment.epoch());
            BatchAssigned before = grants.put(grant, batch);
            if (before != null) {
                // A copy of the record gives nothing away.
                assertThat(batch).as("assigned twice: %s", grant).isEqualTo(before);
                return;
            }
            checkEpochRises(batch, assignment);
            checkContinuation(assignment);
            places.put(
                    assignment.requestId(),
                    new Placed(batch.incarnation(), batch.schedulerEpoch(), assignment.epoch()));
        }
        checkSlots(batch);
    }

    private void checkEpochRises(BatchAssigned batch, Assignment assignment) {
        @Nullable Placed before = places.get(assignment.requestId());
        if (before != null && before.schedulerEpoch() == batch.schedulerEpoch()) {
            assertThat(assignment.epoch())
                    .as("epoch of %s", assignment.requestId())
                    .isGreaterThan(before.epoch());
        }
    }

    /// Unless somebody has fenced it meanwhile: then nothing of this assignment counts.
    private void checkContinuation(Assignment assignment) {
        TokenOracle oracle = oracles.apply(assignment.requestId());
        if (oracle.end() == null && oracle.epoch() <= assignment.epoch()) {
            assertThat(assignment.nextIndex())
                    .as("next index of %s", assignment.requestId())
                    .isEqualTo(oracle.nextIndex());
            assertThat(assignment.emittedTokenIds())
                    .as("tokens of %s so far", assignment.requestId())
                    .isEqualTo(oracle.ids());
        }
    }

    private void checkSlots(BatchAssigned batch) {
        long taken =
                places.entrySet().stream()
                        .filter(place -> isHeld(place.getKey(), place.getValue(), batch))
                        .count();
        assertThat(taken)
                .as("slots taken of %s", batch.incarnation())
                .isLessThanOrEqualTo(Objects.requireNonNull(slots.get(batch.workerId())));
    }

    private boolean isHeld(RequestId requestId, Placed place, BatchAssigned batch) {
        TokenOracle oracle = oracles.apply(requestId);
        return place.incarnation().equals(batch.incarnation())
                && place.schedulerEpoch() == batch.schedulerEpoch()
                && oracle.end() == null
                && oracle.epoch() <= place.epoch();
    }
}
