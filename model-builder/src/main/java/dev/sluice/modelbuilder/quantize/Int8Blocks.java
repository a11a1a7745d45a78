package dev.sluice.modelbuilder.quantize;

import java.nio.ByteBuffer;

/// A run of int8 blocks as MatMulNBits reads them: `weight = scale * (code - zeroPoint)`, one scale
/// (float32) and one zero point (unsigned byte) for each `blockWeights` codes (unsigned bytes).
/// Filled by one thread, then read by the same.
public final class Int8Blocks {
    final int blockWeights;
    final byte[] codes;
    final byte[] scales;
    final byte[] zeroPoints;

    Int8Blocks(int blockCount, int blockWeights) {
        this.blockWeights = blockWeights;
        codes = new byte[blockCount * blockWeights];
        scales = new byte[blockCount * Float.BYTES];
        zeroPoints = new byte[blockCount];
    }

    public ByteBuffer codes() {
        return ByteBuffer.wrap(codes);
    }

    /// Little-endian float32.
    public ByteBuffer scales() {
        return ByteBuffer.wrap(scales);
    }

    public ByteBuffer zeroPoints() {
        return ByteBuffer.wrap(zeroPoints);
    }

    /// Size of all three parts.
    public long bytes() {
        return (long) codes.length + scales.length + zeroPoints.length;
    }

    /// The weight that the kernel will see.
    public float weight(int index) {
        int block = index / blockWeights;
        int code = Byte.toUnsignedInt(codes[index]);
        int zeroPoint = Byte.toUnsignedInt(zeroPoints[block]);
        return LittleEndian.floatAt(scales, block * Float.BYTES) * (code - zeroPoint);
    }

    void setScale(int block, float scale, int zeroPoint) {
        LittleEndian.putFloat(scales, block * Float.BYTES, scale);
        zeroPoints[block] = (byte) zeroPoint;
    }
}
