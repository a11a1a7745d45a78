package dev.sluice.worker.engine;

import dev.sluice.contracts.ErrorCode;
import dev.sluice.contracts.SluiceException;
import dev.sluice.worker.decode.Engine;
import dev.sluice.worker.decode.EngineShape;
import dev.sluice.worker.decode.Logits;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/// A model on ONNX Runtime with its KV cache in static slots:
///
/// - A decode pass is one run over a range of slots, one token per row.
/// - A prefill pass is one run over one slot with exactly the chunk's tokens. Why exactly, and one
///   slot: the attention kernel takes no batch with a past and several tokens, and padding would
///   corrupt the cache silently.
/// - Positions come from the length of the cache: `seqlens_k` is the last position of the row, past
///   + tokens - 1, and `total_len` the longest row's length.
///
/// Measured (`GroupQueryAttention` of ONNX Runtime 1.29, block size 32 or 64): a decode row is
/// equal to the bit whatever the batch, slot or thread count; a prompt read in one chunk or several
/// is equal to the bit.
///
/// Opened by any thread, then used by one; what `decode` and `prefill` answer is overwritten by the
/// next pass.
public final class OrtEngine implements Engine {
    private final EngineShape shape;
    private final KvCache cache;
    private final PassBuffers buffers;
    private final BindingCache bindings;
    private final Deque<AutoCloseable> owned;

    private OrtEngine(EngineShape shape, EngineParts parts, Deque<AutoCloseable> owned) {
        this.shape = shape;
        this.cache = parts.cache();
        this.buffers = parts.buffers();
        // Why this many: one per slot for prefill, one per batch size for decode.
        this.bindings = new BindingCache(parts, 2 * shape.slotCount());
        this.owned = owned;
        owned.push(bindings);
    }

    /// Loads `model` and reserves the cache. Fails with `ENGINE_FAILED` and the reason where the
    /// file or the device cannot be used.
    public static OrtEngine open(OrtLibrary library, Path model, EngineOptions options) {
        library.requireDevice(options.device());
        return open(library, model, options, source(options.device()));
    }

    /// Makes the memory for the keys and values of a session.
    interface MemorySource {
        DeviceMemory of(OrtApi api, OrtSession session);
    }

    static OrtEngine open(
            OrtLibrary library, Path model, EngineOptions options, MemorySource source) {
        Deque<AutoCloseable> owned = new ArrayDeque<>();
        try {
            return open(library, model, options, source, owned);
        } catch (RuntimeException e) {
            closeAll(owned);
            throw e;
        }
    }

    @Override
    public EngineShape shape() {
        return shape;
    }

    @Override
    public Logits prefill(int slot, int[] tokens, int offset, int count, int cachedTokenCount) {
        requireRange(slot, 1);
        requireRoom(cachedTokenCount, count);
        if (count > shape.prefillTokenCountMax()) {
            throw new IllegalArgumentException(
                    "%d tokens in a pass, the most is %d"
                            .formatted(count, shape.prefillTokenCountMax()));
        }
        for (int i = 0; i < count; i++) {
            buffers.setInputId(i, tokens[offset + i]);
        }
        buffers.setLastPosition(0, cachedTokenCount + count - 1);
        buffers.setTotalLength(cachedTokenCount + count);
        bindings.binding(slot, 1).run(count);
        return buffers;
    }

    @Override
    public Logits decode(int firstSlot, int count, int[] tokens, int[] cachedTokenCounts) {
        requireRange(firstSlot, count);
        int longest = 0;
        for (int row = 0; row < count; row++) {
            requireRoom(cachedTokenCounts[row], 1);
            buffers.setInputId(row, tokens[row]);
            buffers.setLastPosition(row, cachedTokenCounts[row]);
            longest = Math.max(longest, cachedTokenCounts[row]);
        }
        buffers.setTotalLength(longest + 1);
        bindings.binding(firstSlot, count).run(1);
        return buffers;
    }

    @Override
    public void copySlot(int from, int to, int length) {
        requireRange(from, 1);
        requireRange(to, 1);
        requireRoom(0, length);
        cache.copyPositions(from, to, 0, length);
    }

    @Override
    public void copyPositions(int from, int to, int first, int count) {
        requireRange(from, 1);
        requireRange(to, 1);
        requireRoom(first, count);
        cache.copyPositions(from, to, first, count);
    }

    @Override
    public void exchangeSlots(int first, int second, int length) {
        requireRange(first, 1);
        requireRange(second, 1);
        requireRoom(0, length);
        cache.exchangeSlots(first, second, length);
    }

    KvCache cache() {
        return cache;
    }

    /// Releases the weights, the cache and ONNX Runtime's threads. Repeating it has no effect.
    @Override
    public void close() {
        closeAll(owned);
    }

    private static MemorySource source(Device device) {
        return switch (device) {
            case Device.Cpu _ -> (api, _) -> new HostMemory(api);
            case Device.Cuda cuda -> (api, session) -> CudaMemory.of(api, session, cuda);
        };
    }

    private static OrtEngine open(
            OrtLibrary library,
            Path model,
            EngineOptions options,
            MemorySource source,
            Deque<AutoCloseable> owned) {
        OrtApi api = library.api();
        Arena arena = own(owned, Arena.ofShared());
        OrtSession session = own(owned, OrtSession.open(library, model, options));
        HostMemory hostMemory = own(owned, new HostMemory(api));
        DeviceMemory memory = own(owned, source.of(api, session));
        ModelSignature signature = ModelSignature.read(api, session.handle());
        EngineShape shape =
                new EngineShape(
                        options.slotCount(),
                        options.slotLength(),
                        Math.min(options.prefillTokenCountMax(), options.slotLength()),
                        signature.vocabularySize());
        KvCache cache = own(owned, cache(memory, signature, options));
        EngineParts parts =
                new EngineParts(
                        api,
                        session,
                        signature,
                        new TensorNames(arena, signature.layerCount()),
                        new PassBuffers(arena, shape),
                        hostMemory,
                        cache);
        return new OrtEngine(shape, parts, owned);
    }

    private static KvCache cache(
            DeviceMemory memory, ModelSignature signature, EngineOptions options) {
        try {
            return new KvCache(memory, signature, options.slotCount(), options.slotLength());
        } catch (SluiceException e) {
            throw new SluiceException(
                    ErrorCode.ENGINE_FAILED,
                    "%s has no memory for %d slots of %d tokens, use fewer or shorter ones: %s"
                            .formatted(
                                    options.device(),
                                    options.slotCount(),
                                    options.slotLength(),
                                    e.getMessage()),
                    e);
        }
    }

    private static <T extends AutoCloseable> T own(Deque<AutoCloseable> owned, T part) {
        owned.push(part);
        return part;
    }

    /// Last opened, first closed: bindings before the memory they point into.
    private static void closeAll(Deque<AutoCloseable> owned) {
        while (!owned.isEmpty()) {
            try {
                owned.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the engine", e);
            }
        }
    }

    private void requireRange(int firstSlot, int count) {
        if (owned.isEmpty()) {
            throw new IllegalStateException("the engine is closed");
        }
        if (firstSlot < 0 || count < 1 || firstSlot + count > shape.slotCount()) {
            throw new IllegalArgumentException(
                    "slots from %d, count %d; there are %d"
                            .formatted(firstSlot, count, shape.slotCount()));
        }
    }

    /// Why here and not left to ONNX Runtime: the cache is raw memory.
    private void requireRoom(int cachedTokenCount, int count) {
        if (cachedTokenCount < 0 || count < 0 || cachedTokenCount + count > shape.slotLength()) {
            throw new IllegalArgumentException(
                    "%d tokens after %d cached; a slot has room for %d"
                            .formatted(count, cachedTokenCount, shape.slotLength()));
        }
    }
}
