package dev.sluice.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.report.Samples;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class EngineFiguresTest {
    @Test
    void theLastLineHasTheMediansByPhaseAndSize() {
        // Given
        SequencedMap<Workload, Samples> samples = new LinkedHashMap<>();
        samples.put(new Workload.Decode(1), new Samples(List.of(170.04, 1.0, 999.0)));
        samples.put(new Workload.Decode(32), new Samples(List.of(800.0)));
        samples.put(new Workload.Prefill(128), new Samples(List.of(1500.0, 1600.0)));
        samples.put(new Workload.Requests(8), new Samples(List.of(420.0)));

        // When
        String json = new EngineFigures(samples).json().toString();

        // Then
        assertThat(json)
                .isEqualTo(
                        "{\"decode\":{\"1\":170.0,\"32\":800.0},\"prefill\":{\"128\":1550.0},"
                                + "\"requests\":{\"8\":420.0}}");
    }
}
