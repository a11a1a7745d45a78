package dev.sluice.worker.kvcache;

/// What the engine has to do with the cache so that it agrees with the table again. To be carried
/// out before the next engine pass.
public sealed interface SlotMove {
    /// The slots hold what they should.
    record None() implements SlotMove {}

    /// The first `length` positions of slot `from` go to slot `to`, whose own content is of no use.
    record Copy(int from, int to, int length) implements SlotMove {}

    /// The first `length` positions of two slots change places.
    record Exchange(int first, int second, int length) implements SlotMove {}

    SlotMove NONE = new None();
}
