package dev.sluice.worker.engine;

/// The keys and values of all slots: for each layer one block of keys and one of values,
///
/// ```
/// float32 or float16 [slotCount, kvHeadCount, slotLength, headSize]
/// ```
///
/// The slot comes first, so any range of slots is a tensor without copying. Engine thread.
final class KvCache implements AutoCloseable {
    private final DeviceMemory memory;
    private final ModelSignature model;
    private final int slotLength;
    private final long[] blocks;

    /// Room for one head of one slot, for exchanging two.
    private final long spare;

    KvCache(DeviceMemory memory, ModelSignature model, int slotCount, int slotLength) {
        this.memory = memory;
        this.model = model;
        this.slotLength = slotLength;
        this.blocks = new long[2 * model.layerCount()];
        this.spare = memory.allocate(headBytes());
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = memory.allocate(byteCount(slotCount));
        }
        memory.settle();
    }

    DeviceMemory memory() {
        return memory;
    }

    /// Keys and values of layer 0, then of layer 1, …
    int blockCount() {
        return blocks.length;
    }

    /// Where a range of slots begins.
    long address(int block, int firstSlot) {
        return blocks[block] + firstSlot * slotBytes();
    }

    long byteCount(int slotCount) {
        return slotCount * slotBytes();
    }

    long[] dimensions(int slotCount) {
        return new long[] {slotCount, model.kvHeadCount(), slotLength, model.headSize()};
    }

    void copyPositions(int from, int to, int first, int count) {
        long before = byteCountOf(first);
        long byteCount = byteCountOf(count);
        for (long block : blocks) {
            for (int head = 0; head < model.kvHeadCount(); head++) {
                long source = head(block, from, head) + before;
                memory.copy(source, head(block, to, head) + before, byteCount);
            }
        }
        memory.settle();
    }

    void exchangeSlots(int first, int second, int length) {
        long byteCount = byteCountOf(length);
        for (long block : blocks) {
            for (int head = 0; head < model.kvHeadCount(); head++) {
                long a = head(block, first, head);
                long b = head(block, second, head);
                memory.copy(a, spare, byteCount);
                memory.copy(b, a, byteCount);
                memory.copy(spare, b, byteCount);
            }
        }
        memory.settle();
    }

    @Override
    public void close() {
        memory.free(spare);
        for (long block : blocks) {
            memory.free(block);
        }
    }

    private long head(long block, int slot, int head) {
        return block + slot * slotBytes() + head * headBytes();
    }

    private long byteCountOf(int length) {
        return (long) length * model.headSize() * model.element().bytes();
    }

    private long headBytes() {
        return byteCountOf(slotLength);
    }

    private long slotBytes() {
        return model.kvHeadCount() * headBytes();
    }
}
