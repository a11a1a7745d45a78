package dev.sluice.scheduler.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.WorkerId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.AssignmentEvent.BatchAssigned;
import dev.sluice.contracts.event.TokenEvent;
import dev.sluice.contracts.event.WorkerEvent.WorkerReported;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// What must hold after every record:
///
/// 1. An epoch of a request is given out once.
/// 2. One scheduler gives a request rising epochs.
/// 3. A continuation goes on exactly where the log stands.
/// 4. One scheduler never gives a worker more than its slots hold.
/// 5. Nobody goes back to an earlier start of a worker while a later one lives.
/// 6. Answers are prefixes of the undisturbed answer, ends have the next index ([TokenOracle]).
final class Invariants {
    private record Grant(RequestId requestId, int epoch) {}

    /// Two shards may have the same epoch, but no worker in common.
    private record Giver(WorkerId workerId, long schedulerEpoch) {}

    private static final class Pulse {
        private Instant reportedAt;
        private Duration longestGap = Duration.ZERO;

        private Pulse(Instant at) {
            reportedAt = at;
        }

        private Duration longestGap(Instant now) {
            Duration gap = Duration.between(reportedAt, now);
            return gap.compareTo(longestGap) > 0 ? gap : longestGap;
        }
    }

    private record Placed(String incarnation, long schedulerEpoch, int epoch) {}

    /// A worker that never was silent for longer than this cannot have lost its lease.
    private static final Duration LEASE_LEAST = Duration.ofSeconds(2);

    private final Map<String, Pulse> pulses = new HashMap<>();
    private final Map<Giver, String> starts = new HashMap<>();
    private final TokenOracle oracle;
    private final int slots;
    private final Map<Grant, BatchAssigned> grants = new HashMap<>();
    private final Map<RequestId, Placed> places = new LinkedHashMap<>();

    Invariants(TokenOracle oracle, int slots) {
        this.oracle = oracle;
        this.slots = slots;
    }

    void onReport(WorkerReported report, Instant at) {
        Pulse pulse = pulses.computeIfAbsent(report.incarnation(), _ -> new Pulse(at));
        pulse.longestGap = pulse.longestGap(at);
        pulse.reportedAt = at;
    }

    void onToken(TokenEvent event) {
        oracle.take(event);
    }

    void onAssigned(BatchAssigned batch, Instant at) {
        for (Assignment assignment : batch.assignments()) {
            checkGrantedOnce(batch, assignment);
            checkEpochRises(batch, assignment);
            checkContinuation(assignment);
            places.put(
                    assignment.requestId(),
                    new Placed(batch.incarnation(), batch.schedulerEpoch(), assignment.epoch()));
        }
        checkSlots(batch);
        checkIncarnation(batch, at);
    }

    private void checkIncarnation(BatchAssigned batch, Instant at) {
        var giver = new Giver(batch.workerId(), batch.schedulerEpoch());
        String before = starts.put(giver, batch.incarnation());
        if (before != null && startOf(batch.incarnation()) < startOf(before)) {
            assertThat(Objects.requireNonNull(pulses.get(before)).longestGap(at))
                    .as("%s is given work after %s was", batch.incarnation(), before)
                    .isGreaterThan(LEASE_LEAST);
        }
    }

    private static int startOf(String incarnation) {
        return Integer.parseInt(incarnation.substring(incarnation.indexOf('-') + 1));
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
