package dev.sluice.worker.engine;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The names of a model's inputs and outputs as C strings, made once.
final class TensorNames {
    private final MemorySegment inputIds;
    private final MemorySegment lastPositions;
    private final MemorySegment totalLength;
    private final MemorySegment logits;
    private final MemorySegment[] past;
    private final MemorySegment[] present;

    TensorNames(Arena arena, int layerCount) {
        inputIds = arena.allocateFrom(ModelSignature.INPUT_IDS);
        lastPositions = arena.allocateFrom(ModelSignature.LAST_POSITIONS);
        totalLength = arena.allocateFrom(ModelSignature.TOTAL_LENGTH);
        logits = arena.allocateFrom(ModelSignature.LOGITS);
        past = new MemorySegment[2 * layerCount];
        present = new MemorySegment[2 * layerCount];
        for (int i = 0; i < past.length; i++) {
            past[i] = arena.allocateFrom(ModelSignature.past(i / 2, i % 2 == 0));
            present[i] = arena.allocateFrom(ModelSignature.present(i / 2, i % 2 == 0));
        }
    }

    MemorySegment inputIds() {
        return inputIds;
    }

    MemorySegment lastPositions() {
        return lastPositions;
    }

    MemorySegment totalLength() {
        return totalLength;
    }

    MemorySegment logits() {
        return logits;
    }

    /// Of a block of the cache: keys and values of layer 0, then of layer 1, …
    MemorySegment past(int block) {
        return past[block];
    }

    MemorySegment present(int block) {
        return present[block];
    }
}
