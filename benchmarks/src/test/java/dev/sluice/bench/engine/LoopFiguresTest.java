package dev.sluice.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopFiguresTest {
    @Test
    void theLastLineHasTheMedianOfEachFigure() {
        // Given: the median of the ratios is not the ratio of the medians
        LoopFigures figures =
                new LoopFigures(
                        List.of(
                                new PrefixReuse(1000, 20),
                                new PrefixReuse(2000, 100),
                                new PrefixReuse(500, 90)));
        ObjectNode json = JsonNodeFactory.instance.objectNode();

        // When
        figures.putInto(json);

        // Then
        assertThat(json.toString())
                .isEqualTo(
                        "{\"prefix\":{\"first_ttft_ms\":1000.0,\"second_ttft_ms\":90.0,"
                                + "\"percent\":5.0}}");
    }
}
