package dev.sluice.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Test;

/// Two gateways, two maskings, two schedulers, four workers, sixteen clients and who reads along,
/// on one simulated broker. Run more with `-Dsluice.simulation.seeds=10000`, one with
/// `-Dsluice.simulation.first=N -Dsluice.simulation.seeds=1`.
class MeshSimulationTest {
    private static final long FIRST = Long.getLong("sluice.simulation.first", 1);
    private static final int CHOICES_MAX = 3;
    private static final long SEEDS = Long.getLong("sluice.simulation.seeds", 60);

    @Test
    void everyAcceptedRequestEndsOnceAndEveryStreamResumesWhateverFails()
            throws InterruptedException {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            run(seed, 1);
        }
    }

    @Test
    void choicesAreOneStreamForEveryReaderWhateverFails() throws InterruptedException {
        for (long seed = FIRST; seed < FIRST + Math.ceilDiv(SEEDS, 4); seed++) {
            run(seed, CHOICES_MAX);
        }
    }

    @Test
    void aSeedIsACourseOfEvents() throws InterruptedException {
        // When
        Simulation first = run(FIRST, 1);
        Simulation second = run(FIRST, 1);

        // Then
        assertThat(second.records()).isEqualTo(first.records()).isPositive();
        assertThat(second.digest()).isEqualTo(first.digest());
    }

    private static Simulation run(long seed, int choicesMax) throws InterruptedException {
        Simulation simulation = new Simulation(seed, choicesMax);
        try {
            simulation.run();
        } catch (AssertionError | RuntimeException e) {
            fail(
                    "seed "
                            + seed
                            + " failed; repeat with -Dtest=MeshSimulationTest"
                            + " -Dsluice.simulation.first="
                            + seed
                            + " -Dsluice.simulation.seeds=1",
                    e);
        }
        return simulation;
    }
}
