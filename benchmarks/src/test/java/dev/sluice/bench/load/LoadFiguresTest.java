package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LoadFiguresTest {
    private static final long MILLI = 1_000_000;
    private static final ServiceLevel LEVEL =
            new ServiceLevel(Duration.ofMillis(100), Duration.ofMillis(50));

    private final LoadFigures figures = new LoadFigures(LEVEL);

    @Test
    void latenciesCountFromTheStart() {
        // When
        figures.add(window(1000, answer(0, 5, 80, 100, 160)));

        // Then
        assertThat(figures.firstToken().largestMillis()).isCloseTo(80, within(0.1));
        assertThat(figures.betweenTokens().count()).isEqualTo(2);
        assertThat(figures.betweenTokens().largestMillis()).isCloseTo(60, within(0.1));
        assertThat(figures.perToken().largestMillis()).isCloseTo(20, within(0.1));
        assertThat(figures.endToEnd().largestMillis()).isCloseTo(161, within(0.2));
    }

    @Test
    void oneTokenHasNoTimePerFurtherToken() {
        assertThat(answer(0, 1, 80).perTokenNanos()).isEqualTo(OptionalLong.empty());
    }

    @Test
    void tokensThatCameAfterTheWindowDoNotCount() {
        // When: 8 tokens in 4 chunks, the last two too late
        figures.add(window(100, answer(0, 8, 20, 40, 120, 140)));

        // Then: 4 tokens in 0.1 s
        assertThat(figures.tokensPerSecond()).isCloseTo(40, within(1e-9));
    }

    @Test
    void windowsAddUp() {
        // When
        figures.add(window(1000, answer(0, 10, 20)));
        figures.add(window(1000, answer(0, 20, 20)));

        // Then
        assertThat(figures.tokensPerSecond()).isCloseTo(15, within(1e-9));
        assertThat(figures.completedCount()).isEqualTo(2);
    }

    @Test
    void goodputCountsOnlyAnswersWithinTheServiceLevel() {
        // When
        figures.add(
                window(
                        2000,
                        answer(0, 2, 100, 150),
                        answer(0, 2, 101, 150),
                        answer(0, 2, 100, 151),
                        new Answer.Failed("http 429")));

        // Then
        assertThat(figures.goodputPerSecond()).isEqualTo(0.5);
    }

    @Test
    void failuresAreCountedByReasonAndHaveNoLatency() {
        // When
        figures.add(
                window(
                        1000,
                        new Answer.Failed("http 429"),
                        new Answer.Failed("broken off"),
                        new Answer.Failed("http 429")));

        // Then
        assertThat(figures.errors()).containsEntry("http 429", 2).containsEntry("broken off", 1);
        assertThat(figures.errorCount()).isEqualTo(3);
        assertThat(figures.completedCount()).isZero();
    }

    static LoadWindow window(long lengthMillis, Answer... answers) {
        return new LoadWindow(0, lengthMillis * MILLI, List.of(answers));
    }

    /// Ends a millisecond after its last chunk.
    static Answer.Completed answer(long startMillis, int tokenCount, Integer... arrivalMillis) {
        List<Long> arrivals = List.of(arrivalMillis).stream().map(each -> each * MILLI).toList();
        return new Answer.Completed(
                startMillis * MILLI, arrivals, tokenCount, arrivals.getLast() + MILLI);
    }
}
