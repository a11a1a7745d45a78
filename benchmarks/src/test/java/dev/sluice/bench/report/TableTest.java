package dev.sluice.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void alignsTheFirstColumnLeftAndTheOthersRight() {
        Table table = new Table("ms", "p50").row("TTFT", "1234.5").row("ITL", "7.0");
        assertThat(table)
                .hasToString(
                        """
                        ms       p50
                        TTFT  1234.5
                        ITL      7.0\
                        """);
    }

    @Test
    void refusesARowOfAnotherLength() {
        assertThatThrownBy(() -> new Table("ms", "p50").row("TTFT"))
                .hasMessage("1 cells, the heading has 2");
    }
}
