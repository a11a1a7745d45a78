package dev.sluice.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.gateway.streaming.StreamRecords;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AnswerTimingsTest {
    private static final long MILLI = 1_000_000;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final GatewayMetrics metrics = new GatewayMetrics(registry);
    private final StreamRecords records = StreamRecords.of("r-1");

    @Test
    void timesAnAnswerFromItsArrival() {
        // Given
        AnswerTimings timings = new AnswerTimings(metrics, 100 * MILLI);

        // When
        timings.apply(records.started(), 110 * MILLI);
        timings.apply(records.text(1, "a"), 150 * MILLI);
        timings.apply(records.text(2, "b"), 170 * MILLI);
        timings.apply(records.finished(3), 180 * MILLI);

        // Then
        assertThat(totalMillis("sluice.time.to.first.token")).isEqualTo(50);
        assertThat(totalMillis("sluice.inter.token.latency")).isEqualTo(20);
        assertThat(totalMillis("sluice.e2e.request.latency")).isEqualTo(80);
        assertThat(
                        registry.get("sluice.request.success")
                                .tag("model_name", "smollm2")
                                .tag("finished_reason", "stop")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    @Test
    void choicesAreTimedEachForItself() {
        // Given
        AnswerTimings timings = new AnswerTimings(metrics, 0);
        List<StreamRecords> choices = StreamRecords.ofChoices(2);
        choices.forEach(choice -> timings.apply(choice.started(), MILLI));

        // When
        timings.apply(choices.get(0).text(1, "a"), 10 * MILLI);
        timings.apply(choices.get(1).text(1, "a"), 12 * MILLI);
        timings.apply(choices.get(0).text(2, "b"), 30 * MILLI);
        timings.apply(choices.get(1).text(2, "b"), 32 * MILLI);

        // Then
        assertThat(totalMillis("sluice.time.to.first.token")).isEqualTo(10 + 12);
        assertThat(totalMillis("sluice.inter.token.latency")).isEqualTo(20 + 20);
    }

    @Test
    void aFailureIsNoSuccess() {
        // Given
        AnswerTimings timings = new AnswerTimings(metrics, 0);

        // When
        timings.apply(records.failed(0, ErrorCode.QUEUE_FULL, "full"), MILLI);

        // Then
        assertThat(registry.find("sluice.request.success").counter()).isNull();
        assertThat(
                        registry.get("sluice.request.failure")
                                .tag("error_code", "queue_full")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    private double totalMillis(String timer) {
        return registry.get(timer)
                .tag("model_name", "smollm2")
                .timer()
                .totalTime(TimeUnit.MILLISECONDS);
    }
}
