package dev.sluice.worker.sampling;

/// Tokens in order of rank, without sorting them. A key orders tokens as greedy decoding does:
///
/// ```
/// key(id, logit) = order(logit) · 2³² + (2³² - 1 - id)       higher logit first, then lower id
/// ```
///
/// where `order` maps a float to an integer of the same order. Keys are distinct, so every cut is
/// exact. A cut is found by quickselect (Hoare 1961) with the median of three as the pivot: linear
/// in the number of keys, and deterministic. Scratch memory of the engine thread.
final class RankedKeys {
    private final long[] keys;
    private final double[] masses;
    private int count;

    RankedKeys(int countMax) {
        keys = new long[countMax];
        masses = new double[countMax];
    }

    static long key(int tokenId, float logit) {
        return keyOfLowest(logit) | (0xFFFFFFFFL - tokenId);
    }

    /// Below every key of a token with this logit, above every key of a lower logit.
    static long keyOfLowest(float logit) {
        int bits = Float.floatToRawIntBits(logit + 0.0f); // -0 becomes +0: they are equal logits
        return (long) (bits ^ ((bits >> 31) & 0x7FFFFFFF)) << 32;
    }

    /// The token that a key was made of.
    static int tokenId(long key) {
        return (int) (0xFFFFFFFFL - (key & 0xFFFFFFFFL));
    }

    /// The logit that a key was made of.
    static float logit(long key) {
        int order = (int) (key >> 32);
        return Float.intBitsToFloat(order ^ ((order >> 31) & 0x7FFFFFFF));
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == keys.length;
    }

    void add(long key, double mass) {
        keys[count] = key;
        masses[count] = mass;
        count++;
    }

    double mass() {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += masses[i];
        }
        return sum;
    }

    /// Drops all but the `kept` highest keys; the order of those is not defined.
    void truncate(int kept) {
        count = kept;
    }

    /// The lowest key of the smallest set of highest keys whose masses reach `goal`; that set is
    /// moved to the front. The lowest key of all where no set reaches it.
    long cut(double goal) {
        int low = 0;
        int high = count - 1;
        double missing = goal;
        while (low < high) {
            int pivot = partition(low, high);
            double above = mass(low, pivot);
            if (above >= missing) {
                high = pivot - 1;
            } else if (above + masses[pivot] >= missing || pivot == high) {
                return keys[pivot];
            } else {
                missing -= above + masses[pivot];
                low = pivot + 1;
            }
        }
        return keys[low];
    }

    /// Moves keys above the pivot to its left and keys below to its right; answers where the pivot
    /// went.
    private int partition(int low, int high) {
        swap(medianOfThree(low, high), high);
        long pivot = keys[high];
        int boundary = low;
        for (int i = low; i < high; i++) {
            if (keys[i] > pivot) {
                swap(i, boundary++);
            }
        }
        swap(boundary, high);
        return boundary;
    }

    private int medianOfThree(int low, int high) {
        int middle = (low + high) >>> 1;
        long a = keys[low];
        long b = keys[middle];
        long c = keys[high];
        if ((a > b) == (b > c)) {
            return middle;
        }
        return (b > a) == (a > c) ? low : high;
    }

    private double mass(int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += masses[i];
        }
        return sum;
    }

    private void swap(int a, int b) {
        long key = keys[a];
        keys[a] = keys[b];
        keys[b] = key;
        double mass = masses[a];
        masses[a] = masses[b];
        masses[b] = mass;
    }
}
