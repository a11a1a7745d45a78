package dev.sluice.worker.engine;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.worker.decode.EngineShape;
import dev.sluice.worker.decode.Logits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What goes into a pass and comes out of it, in host memory, shared by all bindings: only one pass
/// runs at a time. Engine thread.
final class PassBuffers implements Logits {
    private static final long ALIGNMENT = 64;

    private final MemorySegment inputIds;
    private final MemorySegment lastPositions;
    private final MemorySegment totalLength;
    private final MemorySegment logits;
    private final MemorySegment[] rows;

    PassBuffers(Arena arena, EngineShape shape) {
        int idCountMax = Math.max(shape.slotCount(), shape.prefillTokenCountMax());
        long rowBytes = shape.vocabularySize() * JAVA_FLOAT.byteSize();
        inputIds = arena.allocate(idCountMax * JAVA_LONG.byteSize(), ALIGNMENT);
        lastPositions = arena.allocate(shape.slotCount() * JAVA_INT.byteSize(), ALIGNMENT);
        totalLength = arena.allocate(JAVA_INT.byteSize(), ALIGNMENT);
        logits = arena.allocate(shape.slotCount() * rowBytes, ALIGNMENT);
        rows = new MemorySegment[shape.slotCount()];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = logits.asSlice(row * rowBytes, rowBytes);
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

    @Override
    public MemorySegment row(int index) {
        return rows[index];
    }

    void setInputId(int index, int tokenId) {
        inputIds.setAtIndex(JAVA_LONG, index, tokenId);
    }

    void setLastPosition(int row, int position) {
        lastPositions.setAtIndex(JAVA_INT, row, position);
    }

    void setTotalLength(int length) {
        totalLength.setAtIndex(JAVA_INT, 0, length);
    }
}
