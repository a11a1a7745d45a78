package dev.sluice.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnginePlanTest {
    @Test
    void aSlotHoldsTheLongestSequenceAndOneMoreSlotHoldsPrompts() {
        // Given
        EnginePlan plan = new EnginePlan(List.of(1, 8), List.of(128, 512), List.of(), 128, 32, 5);

        // When
        var options = plan.engineOptions(2, true);

        // Then
        assertThat(options.slotCount()).isEqualTo(9);
        assertThat(options.slotLength()).isEqualTo(512);
        assertThat(options.prefillTokenCountMax()).isEqualTo(512);
    }

    @Test
    void takesTheMostSequencesAndRefusesOneMore() {
        assertThat(new EnginePlan(List.of(256), List.of(), List.of(), 1, 1, 1).passes()).hasSize(1);
        assertThatThrownBy(() -> new EnginePlan(List.of(257), List.of(), List.of(), 1, 1, 1))
                .hasMessage("--batches has 257, allowed are 1 to 256");
        assertThatThrownBy(() -> new EnginePlan(List.of(), List.of(), List.of(257), 1, 1, 1))
                .hasMessage("--requests has 257, allowed are 1 to 256");
    }
}
