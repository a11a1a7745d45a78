package dev.sluice.modelbuilder.quantize;

/// Decodes the 256-weight K-quant blocks of ggml. Each block has half-precision factors for
/// sub-blocks whose own scales are six-bit (Q4_K, Q5_K: eight sub-blocks of 32, `weight =
/// d·scale·code - dmin·min`) or eight-bit integers (Q6_K: sixteen sub-blocks of 16, `weight =
/// d·scale·(code - 32)`).
final class SuperBlock {
    private static final int HALF = 128;

    private SuperBlock() {}

    /// Layout: d, dmin (half), 12 bytes of scales and minima, 128 bytes of nibbles.
    static void decodeQ4K(byte[] bytes, int at, float[] weights, int to) {
        for (int sub = 0; sub < 8; sub++) {
            int nibbles = at + 16 + sub / 2 * 32;
            int shift = sub % 2 * 4;
            float scale = LittleEndian.halfAt(bytes, at) * scaleOf(bytes, at + 4, sub);
            float minimum = LittleEndian.halfAt(bytes, at + 2) * minimumOf(bytes, at + 4, sub);
            for (int index = 0; index < 32; index++) {
                int code = (bytes[nibbles + index] >> shift) & 15;
                weights[to + sub * 32 + index] = scale * code - minimum;
            }
        }
    }

    /// As Q4_K, with 32 bytes of fifth bits before the nibbles: sub-block n uses bit n of each.
    static void decodeQ5K(byte[] bytes, int at, float[] weights, int to) {
        for (int sub = 0; sub < 8; sub++) {
            int nibbles = at + 48 + sub / 2 * 32;
            int shift = sub % 2 * 4;
            float scale = LittleEndian.halfAt(bytes, at) * scaleOf(bytes, at + 4, sub);
            float minimum = LittleEndian.halfAt(bytes, at + 2) * minimumOf(bytes, at + 4, sub);
            for (int index = 0; index < 32; index++) {
                int fifth = (bytes[at + 16 + index] >> sub) & 1;
                int code = ((bytes[nibbles + index] >> shift) & 15) | (fifth << 4);
                weights[to + sub * 32 + index] = scale * code - minimum;
            }
        }
    }

    /// Layout: 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 signed scales, d (half).
    static void decodeQ6K(byte[] bytes, int at, float[] weights, int to) {
        float factor = LittleEndian.halfAt(bytes, at + 208);
        for (int index = 0; index < 2 * HALF; index++) {
            int half = index / HALF;
            int quarter = index % HALF / 32;
            int lane = index % 32;
            int low = bytes[at + half * 64 + quarter % 2 * 32 + lane] >> (quarter / 2 * 4);
            int high = bytes[at + 128 + half * 32 + lane] >> (quarter * 2);
            int code = (low & 15) | ((high & 3) << 4);
            int scale = bytes[at + 192 + index / 16];
            weights[to + index] = factor * scale * (code - 32);
        }
    }

    /// Six-bit scale of a sub-block: 0 to 3 lie in one byte each, 4 to 7 are split over two.
    private static int scaleOf(byte[] bytes, int scales, int sub) {
        if (sub < 4) {
            return bytes[scales + sub] & 63;
        }
        return (bytes[scales + sub + 4] & 15) | (((bytes[scales + sub - 4] >> 6) & 3) << 4);
    }

    private static int minimumOf(byte[] bytes, int scales, int sub) {
        if (sub < 4) {
            return bytes[scales + sub + 4] & 63;
        }
        return ((bytes[scales + sub + 4] >> 4) & 15) | (((bytes[scales + sub] >> 6) & 3) << 4);
    }
}
