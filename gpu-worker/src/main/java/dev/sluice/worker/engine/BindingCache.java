package dev.sluice.worker.engine;

import org.jspecify.annotations.Nullable;

/// Keeps the bindings of the slot ranges in use; the one not used for longest makes room for
/// another. Making one costs some hundred native calls, as many as the model has cache blocks.
/// Engine thread.
final class BindingCache implements AutoCloseable {
    private final EngineParts parts;
    private final SlotBinding[] bindings;
    private final long[] lastUses;
    private int count;
    private long useCount;

    BindingCache(EngineParts parts, int countMax) {
        this.parts = parts;
        this.bindings = new SlotBinding[countMax];
        this.lastUses = new long[countMax];
    }

    SlotBinding binding(int firstSlot, int rowCount) {
        int place = find(firstSlot, rowCount);
        if (place < 0) {
            place = place(new SlotBinding(parts, firstSlot, rowCount));
        }
        lastUses[place] = ++useCount;
        return bindings[place];
    }

    @Override
    public void close() {
        for (int i = 0; i < count; i++) {
            bindings[i].close();
        }
        count = 0;
    }

    private int find(int firstSlot, int rowCount) {
        for (int i = 0; i < count; i++) {
            if (bindings[i].isFor(firstSlot, rowCount)) {
                return i;
            }
        }
        return -1;
    }

    private int place(SlotBinding added) {
        int place = count < bindings.length ? count++ : oldest();
        @Nullable SlotBinding replaced = bindings[place];
        if (replaced != null) {
            replaced.close();
        }
        bindings[place] = added;
        return place;
    }

    private int oldest() {
        int oldest = 0;
        for (int i = 1; i < count; i++) {
            oldest = lastUses[i] < lastUses[oldest] ? i : oldest;
        }
        return oldest;
    }
}
