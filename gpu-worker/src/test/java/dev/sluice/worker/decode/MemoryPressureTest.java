package dev.sluice.worker.decode;

import static dev.sluice.worker.decode.Sequences.expectedTokens;
import static dev.sluice.worker.decode.Sequences.related;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryPressureTest {
    private static final EngineShape SHAPE = new EngineShape(8, 600, 64, 50);
    private static final int PROMPT = 12;

    private final SimulatedEngine engine = new SimulatedEngine(SHAPE);
    private final List<StepReport> reports = new ArrayList<>();
    private final DecodeLoop loop =
            new DecodeLoop(
                    engine, new DecodeOptions(64, 200, 8, true, true), reports::add, () -> 0);

    @Test
    void sendsTheYoungestQuarterBackToWaitAndChangesNobodysTokens() {
        // Given
        List<RecordingListener> listeners = admitEight(20);
        loop.step();
        // When
        engine.limitMemoryTo(6);
        loop.step();
        // Then
        assertThat(reports.getLast().preemptedCount()).isEqualTo(2);
        assertThat(reports.getLast().slotCountAllowed()).isEqualTo(6);
        assertThat(reports.getLast().waitingCount()).isEqualTo(2);
        int reported = reports.size();
        drain();
        assertThat(reports.subList(reported, reports.size()))
                .allSatisfy(report -> assertThat(report.preemptedCount()).isZero());
        for (int i = 0; i < listeners.size(); i++) {
            assertThat(listeners.get(i).tokens()).isEqualTo(expectedTokens(request(i, 20), SHAPE));
        }
    }

    @Test
    void goesOnSheddingUntilThePassFindsMemory() {
        // Given
        admitEight(20);
        loop.step();
        // When
        engine.limitMemoryTo(3);
        loop.step();
        loop.step();
        loop.step();
        // Then: 8, 6, 4, 2
        assertThat(reports.getLast().slotCountAllowed()).isEqualTo(2);
        assertThat(reports.getLast().decodingCount()).isEqualTo(2);
    }

    @Test
    void letsTheOldestOfThosePreemptedComeBackFirst() {
        // Given
        List<RecordingListener> listeners = admitEight(20);
        loop.step();
        engine.limitMemoryTo(6);
        loop.step();
        // When: one of six leaves
        loop.cancel(Sequences.key(1));
        int before = listeners.get(6).tokens().size();
        for (int step = 0; step < 4; step++) {
            loop.step();
        }
        // Then
        assertThat(listeners.get(6).tokens()).hasSizeGreaterThan(before);
        assertThat(listeners.get(7).tokens()).hasSize(before);
    }

    @Test
    void givesTheSlotsBackAQuarterAtATimeWhenMemorySufficesAgain() {
        // Given
        admitEight(550);
        loop.step();
        engine.limitMemoryTo(4);
        loop.step();
        loop.step();
        engine.limitMemoryTo(Integer.MAX_VALUE);
        // When
        for (int step = 0; step < MemoryPressure.RECOVERY_STEP_COUNT; step++) {
            loop.step();
        }
        // Then
        assertThat(reports.getLast().slotCountAllowed()).isEqualTo(6);
        for (int step = 0; step < MemoryPressure.RECOVERY_STEP_COUNT; step++) {
            loop.step();
        }
        loop.step();
        loop.step();
        assertThat(reports.getLast().slotCountAllowed()).isEqualTo(8);
        assertThat(reports.getLast().decodingCount()).isEqualTo(8);
    }

    @Test
    void failsTheOneThatFindsNoMemoryAlone() {
        // Given
        engine.limitMemoryTo(0);
        RecordingListener hopeless = admit(request(0, 5));
        // When
        loop.step();
        engine.limitMemoryTo(Integer.MAX_VALUE);
        RecordingListener next = admit(request(1, 5));
        drain();
        // Then
        assertThat(Objects.requireNonNull(hopeless.outcome().failure()))
                .hasMessage("the engine has no memory for this request alone: simulated shortage");
        assertThat(next.tokens()).isEqualTo(expectedTokens(request(1, 5), SHAPE));
    }

    private List<RecordingListener> admitEight(int tokenCount) {
        return IntStream.range(0, 8).mapToObj(i -> admit(request(i, tokenCount))).toList();
    }

    private static SequenceRequest request(int number, int tokenCount) {
        return related(number + 1, number + 1, PROMPT, 0, tokenCount);
    }

    private RecordingListener admit(SequenceRequest request) {
        RecordingListener listener = new RecordingListener();
        assertThat(loop.admit(request, listener)).isEqualTo(new Admission.Accepted());
        return listener;
    }

    private void drain() {
        for (int i = 0; i < 1000; i++) {
            if (loop.step() == 0) {
                return;
            }
        }
        throw new AssertionError("still at work after 1000 steps");
    }
}
