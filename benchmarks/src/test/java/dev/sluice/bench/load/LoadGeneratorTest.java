package dev.sluice.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Queue;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Answer ANSWER = LoadFiguresTest.answer(0, 2, 1, 2);

    private static LoadGenerator generator(LoadGenerator.Asker asker, int requestCountMax) {
        return new LoadGenerator(
                asker, new LoadGenerator.Limits(requestCountMax, Duration.ofSeconds(30)));
    }

    @Test
    void aClosedLoopSendsNoMoreRequestsThanAllowed() throws InterruptedException {
        // When
        LoadWindow window = generator((_, _) -> ANSWER, 20).closedLoop(3, LONG);

        // Then
        assertThat(window.answers()).hasSize(20);
        assertThat(window.stopNanos() - window.startNanos()).isLessThan(LONG.toNanos());
    }

    @Test
    void anOpenLoopSendsNoMoreRequestsThanAllowed() throws InterruptedException {
        PoissonSchedule fast = new PoissonSchedule(10_000, 1);
        assertThat(generator((_, _) -> ANSWER, 20).openLoop(fast, LONG).answers()).hasSize(20);
    }

    @Test
    void anOpenLoopMeasuresFromTheScheduleHoweverSlowTheAnswers() throws InterruptedException {
        // Given: no request is answered before the last one is sent
        Queue<Long> starts = new ConcurrentLinkedQueue<>();
        CountDownLatch allSent = new CountDownLatch(10);
        LoadGenerator.Asker stalled =
                (_, startNanos) -> {
                    starts.add(startNanos);
                    allSent.countDown();
                    return await(allSent);
                };

        // When
        LoadWindow window = generator(stalled, 10).openLoop(new PoissonSchedule(10_000, 3), LONG);

        // Then
        PoissonSchedule same = new PoissonSchedule(10_000, 3);
        List<Long> planned = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            planned.add(window.startNanos() + same.nextNanos());
        }
        assertThat(starts).containsExactlyInAnyOrderElementsOf(planned);
    }

    @Test
    void severalLoadsAreComparedByTokensPerSecond() {
        // Given
        SequencedMap<Load, LoadFigures> figures = new LinkedHashMap<>();
        ServiceLevel level = new ServiceLevel(LONG, LONG);
        figures.put(new Load.Streams(1), figures(level, 10));
        figures.put(new Load.Streams(8), figures(level, 25));

        // When
        LoadReport report = new LoadReport(figures, level);

        // Then
        assertThat(report.ratio()).isEqualTo(2.5);
        assertThat(report.text()).endsWith("tokens/s, 8 streams against 1 stream: 2.50 times");
        assertThat(report.json().path("runs").path(1).path("streams").asInt()).isEqualTo(8);
    }

    private static LoadFigures figures(ServiceLevel level, int tokenCount) {
        LoadFigures figures = new LoadFigures(level);
        figures.add(LoadFiguresTest.window(1000, LoadFiguresTest.answer(0, tokenCount, 1, 2)));
        return figures;
    }

    private static Answer await(CountDownLatch latch) {
        try {
            latch.await();
            return ANSWER;
        } catch (InterruptedException e) {
            return new Answer.Failed("unfinished");
        }
    }
}
