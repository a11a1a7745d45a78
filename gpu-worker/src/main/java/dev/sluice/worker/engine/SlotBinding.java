package dev.sluice.worker.engine;

import java.lang.foreign.MemorySegment;

/// The model's inputs and outputs bound to one range of slots. Only the tokens per row may change
/// between passes. On the host the values in the buffers change without binding anew; for another
/// device ids and lengths are bound before each pass, for that is when ONNX Runtime copies them.
/// Engine thread.
final class SlotBinding implements AutoCloseable {
    private final OrtApi api;
    private final OrtSession session;
    private final TensorNames names;
    private final PassBuffers buffers;
    private final long hostInfo;
    private final boolean isHost;
    private final int firstSlot;
    private final int rowCount;
    private final long handle;
    private int tokenCount;

    SlotBinding(EngineParts parts, int firstSlot, int rowCount) {
        this.api = parts.api();
        this.session = parts.session();
        this.names = parts.names();
        this.buffers = parts.buffers();
        this.hostInfo = parts.hostMemory().info();
        this.isHost = parts.cache().memory().isHost();
        this.firstSlot = firstSlot;
        this.rowCount = rowCount;
        this.handle = api.createIoBinding(session.handle());
        try {
            bindLengths();
            bindLogits(parts.model().vocabularySize());
            bindCache(parts.cache(), parts.model().element());
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    boolean isFor(int otherFirstSlot, int otherRowCount) {
        return firstSlot == otherFirstSlot && rowCount == otherRowCount;
    }

    /// Runs the model over `tokensPerRow` tokens in each row; what is in the buffers is what is
    /// read.
    void run(int tokensPerRow) {
        if (isHost) {
            if (tokenCount != tokensPerRow) {
                bindTokens(tokensPerRow);
            }
            session.run(handle);
        } else {
            bindLengths();
            bindTokens(tokensPerRow);
            // Why: the copies and the run are in streams that do not wait for each other.
            api.synchroniseInputs(handle);
            session.run(handle);
            api.synchroniseOutputs(handle);
        }
    }

    @Override
    public void close() {
        api.release(OrtApi.Kind.IO_BINDING, handle);
    }

    private void bindLengths() {
        bindInput(names.lastPositions(), buffers.lastPositions(), OrtApi.INT32, rowCount);
        bindInput(names.totalLength(), buffers.totalLength(), OrtApi.INT32, 1);
    }

    private void bindLogits(int vocabularySize) {
        long[] shape = {rowCount, 1, vocabularySize};
        long byteCount = (long) rowCount * vocabularySize * Float.BYTES;
        long address = buffers.logits().address();
        long value = api.createTensor(hostInfo, address, byteCount, shape, OrtApi.FLOAT32);
        try {
            api.bindOutput(handle, names.logits(), value);
        } finally {
            api.release(OrtApi.Kind.VALUE, value);
        }
    }

    /// INVARIANT: a past and its present are the same memory; ONNX Runtime then writes only the new
    /// positions.
    private void bindCache(KvCache cache, CacheElement element) {
        for (int block = 0; block < cache.blockCount(); block++) {
            long value =
                    api.createTensor(
                            cache.memory().info(),
                            cache.address(block, firstSlot),
                            cache.byteCount(rowCount),
                            cache.dimensions(rowCount),
                            element.elementType());
            try {
                api.bindInput(handle, names.past(block), value);
                api.bindOutput(handle, names.present(block), value);
            } finally {
                api.release(OrtApi.Kind.VALUE, value);
            }
        }
    }

    private void bindTokens(int tokensPerRow) {
        bindInput(names.inputIds(), buffers.inputIds(), OrtApi.INT64, rowCount, tokensPerRow);
        tokenCount = tokensPerRow;
    }

    private void bindInput(
            MemorySegment name, MemorySegment memory, int elementType, long... shape) {
        long value =
                api.createTensor(hostInfo, memory.address(), memory.byteSize(), shape, elementType);
        try {
            api.bindInput(handle, name, value);
        } finally {
            api.release(OrtApi.Kind.VALUE, value);
        }
    }
}
