package dev.sluice.worker.kafka;

import dev.sluice.contracts.PoolName;
import dev.sluice.contracts.RequestId;
import dev.sluice.contracts.SensitiveText;
import dev.sluice.contracts.TenantId;
import dev.sluice.contracts.event.AssignmentEvent.Assignment;
import dev.sluice.contracts.event.GenerationSettings;
import dev.sluice.contracts.event.InferenceSpec;
import dev.sluice.contracts.event.Priority;
import dev.sluice.contracts.event.Prompt;
import java.time.Instant;
import java.util.List;

/// What tests are assigned.
final class Assignments {
    static final RequestId ID = new RequestId("r1");

    private Assignments() {}

    /// Of a request whose next record has this index.
    static Assignment of(int epoch, int nextIndex, List<Integer> emitted) {
        var spec =
                new InferenceSpec(
                        Instant.EPOCH,
                        0,
                        "m",
                        new Prompt.Text(new SensitiveText("x")),
                        GenerationSettings.greedy(9),
                        Priority.STANDARD,
                        null,
                        false,
                        null);
        return new Assignment(
                ID, TenantId.DEFAULT, new PoolName("m"), epoch, spec, nextIndex, emitted, null);
    }
}
