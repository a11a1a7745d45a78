package dev.sluice.modelbuilder.quantize;

import dev.sluice.modelbuilder.gguf.TensorType;

/// One unpacked block of a 32-weight GGUF encoding: `weight = scale * code + minimum`, with
/// unsigned codes.
///
/// | type | codes | minimum |
/// |---|---|---|
/// | Q4_0 | 0..15 | -8 · scale |
/// | Q4_1 | 0..15 | stored |
/// | Q5_0 | 0..31 | -16 · scale |
/// | Q5_1 | 0..31 | stored |
/// | Q8_0 | 0..255 | -128 · scale |
///
/// A symmetric type's minimum is an exact multiple of its half-precision scale, so the formula has
/// no rounding of its own there. Mutable and reused from block to block: one per worker thread.
final class CodedBlock {
    static final int WEIGHTS = 32;

    final int[] codes = new int[WEIGHTS];
    float scale;
    float minimum;

    /// Fills this block from the bytes at `at`.
    void unpack(TensorType type, byte[] bytes, int at) {
        scale = LittleEndian.halfAt(bytes, at);
        switch (type) {
            case Q4_0 -> {
                unpackNibbles(bytes, at + 2);
                minimum = -8 * scale;
            }
            case Q4_1 -> {
                unpackNibbles(bytes, at + 4);
                minimum = LittleEndian.halfAt(bytes, at + 2);
            }
            case Q5_0 -> {
                unpackNibbles(bytes, at + 6);
                addFifthBits(LittleEndian.intAt(bytes, at + 2));
                minimum = -16 * scale;
            }
            case Q5_1 -> {
                unpackNibbles(bytes, at + 8);
                addFifthBits(LittleEndian.intAt(bytes, at + 4));
                minimum = LittleEndian.halfAt(bytes, at + 2);
            }
            case Q8_0 -> {
                unpackBytes(bytes, at + 2);
                minimum = -128 * scale;
            }
            case F32, F16, BF16, Q4_K, Q5_K, Q6_K ->
                    throw new IllegalStateException(type + " has no 32-weight blocks");
        }
    }

    void decode(float[] weights, int to) {
        for (int index = 0; index < WEIGHTS; index++) {
            weights[to + index] = scale * codes[index] + minimum;
        }
    }

    /// The low nibbles are weights 0 to 15, the high ones 16 to 31.
    private void unpackNibbles(byte[] bytes, int at) {
        for (int index = 0; index < WEIGHTS / 2; index++) {
            codes[index] = bytes[at + index] & 15;
            codes[index + WEIGHTS / 2] = (bytes[at + index] >> 4) & 15;
        }
    }

    private void addFifthBits(int bits) {
        for (int index = 0; index < WEIGHTS; index++) {
            codes[index] |= ((bits >>> index) & 1) << 4;
        }
    }

    private void unpackBytes(byte[] bytes, int at) {
        for (int index = 0; index < WEIGHTS; index++) {
            codes[index] = bytes[at + index] + 128;
        }
    }
}
