package dev.sluice.scheduler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.contracts.event.TokenEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/// What must hold after every record:
///
/// 1. An epoch of a request is given out once.
/// 2. One scheduler gives a request rising epochs.
/// 3. A continuation goes on exactly where the log stands.
/// 4. One scheduler never gives a worker more than its slots hold.
/// 5. Answers are prefixes of the undisturbed answer, ends have the next index ([TokenOracle]).
final class Invariants {
    private record Grant(RequestId requestId, int epoch) {}

    private record Placed(String incarnation, long schedulerEpoch, int epoch) {}

    private final TokenOracle oracle;
    private final int slots;
    private final Map<Grant, BatchAssigned> grants = new HashMap<>();
    private final Map<RequestId, Placed> places = new LinkedHashMap<>();

    Invariants(TokenOracle oracle, int slots) {
        this.oracle = oracle;
        this.slots = slots;
    }

    void onToken(TokenEvent event) {
        oracle.take(event);
    }

    void onAssigned(BatchAssigned batch) {
        for (Assignment assignment : batch.assignments()) {
            checkGrantedOnce(batch, assignment);
            checkEpochRises(batch, assignment);
            checkContinuation(assignment);
            places.put(
                    assignment.requestId(),
                    new Placed(batch.incarnation(), batch.schedulerEpoch(), assignment.epoch()));
        }
        checkSlots(batch);
    }

    private void checkGrantedOnce(BatchAssigned batch, Assignment assignment) {
        var grant = new Grant(assignment.requestId(), assignment.epoch());
        assertThat(grants.put(grant, batch)).as("assigned twice: %s", grant).isNull();
    }

    private void checkEpochRises(BatchAssigned batch, Assignment assignment) {
        Placed before = places.get(assignment.requestId());
        if (before != null && before.schedulerEpoch() == batch.schedulerEpoch()) {
            assertThat(assignment.epoch())
                    .as("epoch of %s", assignment.requestId())
                    .isGreaterThan(before.epoch());
        }
    }

    /// Unless somebody has fenced it meanwhile: then nothing of this assignment counts.
    private void checkContinuation(Assignment assignment) {
        TokenOracle.View view = oracle.view(assignment.requestId());
        if (view.end == null && view.epoch <= assignment.epoch()) {
            assertThat(assignment.nextIndex())
                    .as("next index of %s", assignment.requestId())
                    .isEqualTo(view.nextIndex);
            assertThat(assignment.emittedTokenIds())
                    .as("tokens of %s so far", assignment.requestId())
                    .isEqualTo(view.tokenIds);
        }
    }

    private void checkSlots(BatchAssigned batch) {
        long held =
                places.entrySet().stream()
                        .filter(place -> isHeld(place.getKey(), place.getValue(), batch))
                        .count();
        assertThat(held).as("slots taken of %s", batch.incarnation()).isLessThanOrEqualTo(slots);
    }

    private boolean isHeld(RequestId requestId, Placed place, BatchAssigned batch) {
        TokenOracle.View view = oracle.view(requestId);
        return place.incarnation().equals(batch.incarnation())
                && place.schedulerEpoch() == batch.schedulerEpoch()
                && view.end == null
                && view.epoch <= place.epoch();
    }
}
