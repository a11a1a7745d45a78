package dev.sluice.scheduler.simulation;

import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/// Two schedulers, four workers, forty requests a run; workers and schedulers are killed, stopped
/// and continued, drained, lose assignments, writes and commits. Run more with
/// `-Dsluice.simulation.seeds=10000`, one with `-Dsluice.simulation.first=N
/// -Dsluice.simulation.seeds=1`.
class SchedulerSimulationTest {
    private static final long FIRST = Long.getLong("sluice.simulation.first", 1);
    private static final long SEEDS = Long.getLong("sluice.simulation.seeds", 200);

    @Test
    void everyAcceptedRequestEndsOnceWhateverFails() throws InterruptedException {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            run(seed);
        }
    }

    private static void run(long seed) throws InterruptedException {
        try {
            new Simulation(seed).run();
        } catch (AssertionError | RuntimeException e) {
            fail(
                    "seed "
                            + seed
                            + " failed; repeat with -Dtest=SchedulerSimulationTest"
                            + " -Dsluice.simulation.first="
                            + seed
                            + " -Dsluice.simulation.seeds=1",
                    e);
        }
    }
}
