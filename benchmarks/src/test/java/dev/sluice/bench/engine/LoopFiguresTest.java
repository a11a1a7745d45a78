package dev.sluice.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LoopFiguresTest {
    @Test
    void theLastLineHasTheMedianOfEachFigure() {
        // Given: the median of the ratios is not the ratio of the medians
        LoopFigures figures =
                new LoopFigures(
                        List.of(900.0, 700.0, 800.0),
                        List.of(
                                new PrefixReuse(1000, 20),
                                new PrefixReuse(2000, 100),
                                new PrefixReuse(500, 90)),
                        new LinkedHashMap<>(
                                Map.of(7, List.of(new BesidePrompt(30, 36, 340, 8000)))),
                        312.34);
        ObjectNode json = JsonNodeFactory.instance.objectNode();

        // When
        figures.putInto(json);

        // Then
        assertThat(json.toString())
                .isEqualTo(
                        "{\"load_ms\":800.0,\"prefix\":{\"first_ttft_ms\":1000.0,\"second_ttft_ms\":90.0,"
                            + "\"percent\":5.0},\"beside_prompt\":{\"7\":{"
                            + "\"baseline_itl_p95_ms\":30.0,\"itl_p95_ms\":36.0,"
                            + "\"ratio\":1.2,\"itl_longest_ms\":340.0,\"ttft_ms\":8000.0}},"
                            + "\"heap_bytes_per_token\":312.3}");
    }
}
