package dev.sluice.worker.engine;

import static dev.sluice.worker.engine.TinyEngines.prompt;
import static dev.sluice.worker.engine.TinyEngines.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.contracts.SluiceException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/// The way of a GPU without one: the session's allocator is asked for the CPU's memory, and CUDA's
/// runtime is Java's. Everything but the GPU itself is what runs on it.
class CudaMemoryTest {
    private static final int GPU = 5;

    private final FakeCuda cuda = new FakeCuda();

    @Test
    void givesMemoryOfTheSessionThatHoldsZeros() {
        try (OrtSession session =
                        OrtSession.open(
                                TinyEngines.library(),
                                TinyEngines.modelFile(),
                                TinyEngines.options());
                CudaMemory memory = memory(TinyEngines.library().api(), session)) {
            // Given
            long first = memory.allocate(1 << 20);
            long second = memory.allocate(1 << 20);
            // When
            bytes(first, 1 << 20).fill((byte) 7);
            memory.copy(first + 16, second + 32, 100);
            memory.settle();
            // Then
            assertThat(bytes(second, 200).toArray(ValueLayout.JAVA_BYTE))
                    .startsWith(new byte[32])
                    .containsSequence(bytes(first, 100).toArray(ValueLayout.JAVA_BYTE))
                    .endsWith(new byte[68]);
            memory.free(first);
            memory.free(second);
        }
        assertThat(cuda.calls)
                .containsExactly(
                        "cudaSetDevice 5",
                        "cudaMemset 1048576",
                        "cudaSetDevice 5",
                        "cudaMemset 1048576",
                        "cudaSetDevice 5",
                        "cudaMemcpy 100 kind 3",
                        "cudaSetDevice 5",
                        "cudaDeviceSynchronize");
    }

    @Test
    void tellsACopyThatFailed() {
        try (OrtEngine engine = open()) {
            cuda.copyCode = 700;
            assertThatThrownBy(() -> engine.copySlot(0, 1, 3))
                    .isInstanceOf(SluiceException.class)
                    .hasMessage("CUDA: cudaMemcpy answered 700 (CODE_700)");
        }
    }

    @Test
    void computesWhatTheHostComputes() {
        try (OrtEngine host = TinyEngines.open();
                OrtEngine device = open()) {
            assertThat(workOf(device)).isDeepEqualTo(workOf(host));
        }
    }

    /// A pass must not begin before copies are done, and the GPU does not wait by itself.
    @Test
    void waitsForCopiesBeforeTheNextPass() {
        try (OrtEngine engine = open()) {
            for (Runnable change :
                    new Runnable[] {
                        () -> engine.copySlot(0, 1, 3),
                        () -> engine.copyPositions(0, 1, 2, 3),
                        () -> engine.exchangeSlots(0, 1, 3)
                    }) {
                cuda.calls.clear();
                change.run();
                assertThat(cuda.calls).contains("cudaMemcpy 192 kind 3");
                assertThat(cuda.calls.getLast()).isEqualTo("cudaDeviceSynchronize");
            }
        }
    }

    /// Prompts, steps in several sizes and twice each, copies and exchanges.
    private static float[][] workOf(OrtEngine engine) {
        int vocabularySize = engine.shape().vocabularySize();
        int[] prompt = prompt(3, 30, vocabularySize);
        float[][] all = new float[8][];
        all[0] = row(engine.prefill(2, prompt, 0, 20, 0), 0);
        all[1] = row(engine.prefill(2, prompt, 20, 10, 20), 0);
        engine.copySlot(2, 0, 30);
        all[2] = row(engine.decode(0, 1, new int[] {7}, new int[] {30}), 0);
        all[3] = row(engine.decode(0, 1, new int[] {9}, new int[] {31}), 0);
        engine.exchangeSlots(0, 1, 32);
        engine.copyPositions(2, 0, 0, 25);
        all[4] = row(engine.prefill(0, prompt, 25, 5, 25), 0);
        all[5] = row(engine.decode(0, 3, new int[] {8, 8, 8}, new int[] {30, 32, 30}), 0);
        all[6] = row(engine.decode(0, 3, new int[] {6, 5, 4}, new int[] {31, 33, 31}), 1);
        all[7] = row(engine.prefill(0, prompt, 0, 30, 0), 0);
        return all;
    }

    private OrtEngine open() {
        return OrtEngine.open(
                TinyEngines.library(),
                TinyEngines.modelFile(),
                TinyEngines.options(),
                this::memory);
    }

    private CudaMemory memory(OrtApi api, OrtSession session) {
        return new CudaMemory(api, session, new CudaRuntime(cuda, GPU), "Cpu", 0);
    }

    @SuppressWarnings("restricted")
    private static MemorySegment bytes(long address, long byteCount) {
        return MemorySegment.ofAddress(address).reinterpret(byteCount);
    }
}
