package dev.sluice.grammar.automaton;

/// A set of byte values, one bit each: value `v` is bit `v % 64` of the word for `v / 64`.
public record ByteSet(long from0, long from64, long from128, long from192) {
    public static final ByteSet NONE = new ByteSet(0, 0, 0, 0);

    public static ByteSet of(int value) {
        return range(value, value);
    }

    /// Both ends belong to it.
    public static ByteSet range(int first, int last) {
        return new ByteSet(
                word(first, last, 0),
                word(first, last, 64),
                word(first, last, 128),
                word(first, last, 192));
    }

    private static long word(int first, int last, int base) {
        int low = Math.max(first, base);
        int high = Math.min(last, base + 63);
        return low > high ? 0 : (-1L >>> (63 - (high - low))) << (low - base);
    }

    public ByteSet or(ByteSet other) {
        return new ByteSet(
                from0 | other.from0,
                from64 | other.from64,
                from128 | other.from128,
                from192 | other.from192);
    }

    public boolean contains(int value) {
        long word = value < 128 ? (value < 64 ? from0 : from64) : (value < 192 ? from128 : from192);
        return ((word >>> value) & 1) != 0; // A shift counts modulo 64.
    }

    public boolean isEmpty() {
        return (from0 | from64 | from128 | from192) == 0;
    }

    boolean overlaps(ByteSet other) {
        return (from0 & other.from0) != 0
                || (from64 & other.from64) != 0
                || (from128 & other.from128) != 0
                || (from192 & other.from192) != 0;
    }
}
