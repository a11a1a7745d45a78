package dev.sluice.worker.engine;

/// How to open a model.
///
/// - `slotCount`, `slotLength`: sequences at a time, and tokens of context for each. The KV cache
///   takes `slotCount · slotLength · layers · 2 · kvHeads · headSize · 4` bytes of address space;
///   memory is only used as slots fill. On a GPU it is half as much, and taken at once.
/// - `prefillTokenCountMax`: most tokens of a prompt in one pass.
/// - `threadCount`: threads of one pass, the engine thread included. More than the physical cores
///   is slower.
/// - `isSpinning`: worker threads wait busily for the next operator, for 50 µs, and sleep after
///   that and between passes. Of the other way a step of one sequence takes 1.4 times as long, of
///   eight 1.15 times; beside a busy mesh on two processors the mesh as a whole gives 4 % more
///   tokens.
public record EngineOptions(
        Device device,
        int slotCount,
        int slotLength,
        int prefillTokenCountMax,
        int threadCount,
        boolean isSpinning) {
    public EngineOptions {
        requirePositive("slotCount", slotCount);
        requirePositive("slotLength", slotLength);
        requirePositive("prefillTokenCountMax", prefillTokenCountMax);
        requirePositive("threadCount", threadCount);
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", at least 1");
        }
    }
}
