package dev.sluice.worker.decode;

import static dev.sluice.worker.decode.Sequences.related;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptCutCheckTest {
    @ParameterizedTest
    @ValueSource(ints = {4, 5, 7, 64})
    void findsThatAPromptLeavesTheSameWhereverItIsCut(int slotLength) {
        SimulatedEngine engine = new SimulatedEngine(new EngineShape(1, slotLength, 64, 50));
        assertThat(PromptCutCheck.isExact(engine)).isTrue();
    }

    @Test
    void findsThatAnEngineRoundsByTheCut() {
        SimulatedEngine engine = new SimulatedEngine(new EngineShape(1, 64, 16, 50));
        engine.roundByCut();
        assertThat(PromptCutCheck.isExact(engine)).isFalse();
    }

    @Test
    void cutsByLengthAloneWhereCutsAreNotFree() {
        // Given: a long prompt, and another that decodes
        EngineShape shape = new EngineShape(2, 512, 128, 50);
        SimulatedEngine engine = new SimulatedEngine(shape);
        long[] nanos = {0};
        DecodeLoop loop =
                new DecodeLoop(
                        engine,
                        DecodeOptions.DEFAULT.withFixedCuts(),
                        _ -> {},
                        () -> nanos[0] += 1000);
        loop.admit(related(1, 1, 20, 0, 100), new RecordingListener());
        loop.step();
        engine.passes().clear();
        // When
        loop.admit(related(2, 1, 20, 180, 1), new RecordingListener());
        for (int step = 0; step < 4; step++) {
            loop.step();
        }
        // Then
        assertThat(engine.passes().stream().filter(pass -> !pass.startsWith("decode")))
                .containsExactly("prefill 1 64", "prefill 1 64", "prefill 1 64", "prefill 1 8");
    }

    @Test
    void refusesReuseWhereCutsAreNotFree() {
        assertThatThrownBy(() -> new DecodeOptions(64, 64, 64, false, true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
