package dev.sluice.worker.decode;

/// An engine that is another one but for what its subclass changes.
public abstract class DelegatingEngine implements Engine {
    private final Engine engine;

    protected DelegatingEngine(Engine engine) {
        this.engine = engine;
    }

    @Override
    public EngineShape shape() {
        return engine.shape();
    }

    @Override
    public Logits prefill(int slot, int[] tokens, int offset, int count, int cachedTokenCount) {
        return engine.prefill(slot, tokens, offset, count, cachedTokenCount);
    }

    @Override
    public Logits decode(int firstSlot, int count, int[] tokens, int[] cachedTokenCounts) {
        return engine.decode(firstSlot, count, tokens, cachedTokenCounts);
    }

    @Override
    public void copySlot(int from, int to, int length) {
        engine.copySlot(from, to, length);
    }

    @Override
    public void copyPositions(int from, int to, int first, int count) {
        engine.copyPositions(from, to, first, count);
    }

    @Override
    public void exchangeSlots(int first, int second, int length) {
        engine.exchangeSlots(first, second, length);
    }

    @Override
    public void close() {
        engine.close();
    }
}
