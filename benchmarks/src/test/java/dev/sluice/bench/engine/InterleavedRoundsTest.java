package dev.sluice.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.report.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class InterleavedRoundsTest {
    @Test
    void workloadsTakeTurnsAndTheFirstRoundDoesNotCount() {
        // Given
        List<String> order = new ArrayList<>();

        // When
        SequencedMap<String, Samples> samples =
                InterleavedRounds.measure(
                        List.of("a", "b"),
                        2,
                        workload -> {
                            order.add(workload);
                            return order.size();
                        });

        // Then
        assertThat(order).containsExactly("a", "b", "a", "b", "a", "b");
        assertThat(samples.get("a")).isEqualTo(new Samples(List.of(3.0, 5.0)));
        assertThat(samples.get("b")).isEqualTo(new Samples(List.of(4.0, 6.0)));
    }
}
