package dev.sluice.modelbuilder.quantize;

import dev.sluice.modelbuilder.gguf.TensorType;

/// Repacks GGUF blocks to [int8 blocks][Int8Blocks]. Into blocks as long as the source's own, of 32
/// weights, integer codes go as they are:
///
/// - symmetric (Q8_0, Q4_0, Q5_0): `code = q - centre + 128, zeroPoint = 128, scale = d`. Lossless.
/// - affine (Q4_1, Q5_1): `weight = d·q + m`; `code = k·q, scale = d/k, zeroPoint = round(-k·m/d)`
///   with the largest k that keeps codes in a byte (17 for 4 bits, 8 for 5). Codes are exact; the
///   minimum moves by at most d/2k. Why not round the decoded weights to the nearest of 256 levels:
///   that adds an error to each weight and gains nothing on the minimum.
/// - everything else, an affine block whose zero point falls outside the byte, and longer blocks:
///   decode, then round to the nearest of 256 levels over [min(0, lowest), max(0, highest)]; the
///   error is at most half a scale.
///
/// Keeps scratch arrays: one per worker thread.
public final class Int8Repacker {
    private static final int LEVEL_MAX = 255;
    private static final int SYMMETRIC_ZERO_POINT = 128;

    private final Dequantizer dequantizer = new Dequantizer();
    private final CodedBlock block = new CodedBlock();
    private final float[] decoded = new float[256];

    /// Repacks `count` weights, a multiple of `blockWeights` and of the type's block;
    /// `blockWeights` is 32 or 64. Throws [ArithmeticException] if a weight is not finite.
    public Int8Blocks repack(TensorType type, byte[] bytes, int count, int blockWeights) {
        Int8Blocks target = new Int8Blocks(count / blockWeights, blockWeights);
        if (blockWeights != CodedBlock.WEIGHTS) {
            repackRounded(type, bytes, count, target);
            return target;
        }
        switch (type) {
            case Q4_0 -> repackSymmetric(type, 8, bytes, target);
            case Q5_0 -> repackSymmetric(type, 16, bytes, target);
            case Q8_0 -> repackSymmetric(type, 128, bytes, target);
            case Q4_1 -> repackAffine(type, 17, bytes, target);
            case Q5_1 -> repackAffine(type, 8, bytes, target);
            case F32, F16, BF16, Q4_K, Q5_K, Q6_K -> repackRounded(type, bytes, count, target);
        }
        return target;
    }

    private void repackSymmetric(TensorType type, int centre, byte[] bytes, Int8Blocks target) {
        for (int index = 0; index < target.zeroPoints.length; index++) {
            block.unpack(type, bytes, index * type.bytesPerBlock());
            requireFinite(block.scale, index);
            target.setScale(index, block.scale, SYMMETRIC_ZERO_POINT);
            writeCodes(target, index, 1, SYMMETRIC_ZERO_POINT - centre);
        }
    }

    private void repackAffine(TensorType type, int factor, byte[] bytes, Int8Blocks target) {
        for (int index = 0; index < target.zeroPoints.length; index++) {
            block.unpack(type, bytes, index * type.bytesPerBlock());
            float zeroPoint = -block.minimum / block.scale * factor;
            if (!isByte(zeroPoint) || !(block.scale > 0) || Float.isInfinite(block.scale)) {
                block.decode(decoded, 0);
                round(0, target, index);
                continue;
            }
            target.setScale(index, block.scale / factor, (int) Math.rint(zeroPoint));
            writeCodes(target, index, factor, 0);
        }
    }

    /// False for NaN too, which a scale and a minimum of zero make.
    private static boolean isByte(float level) {
        return level >= -0.5f && level < LEVEL_MAX + 0.5f;
    }

    private void writeCodes(Int8Blocks target, int index, int factor, int shift) {
        int to = index * CodedBlock.WEIGHTS;
        for (int lane = 0; lane < CodedBlock.WEIGHTS; lane++) {
            target.codes[to + lane] = (byte) (block.codes[lane] * factor + shift);
        }
    }

    private void repackRounded(TensorType type, byte[] bytes, int count, Int8Blocks target) {
        int blockWeights = target.blockWeights;
        int step = Math.max(type.weightsPerBlock(), blockWeights);
        for (int from = 0; from < count; from += step) {
            dequantizer.decode(type, bytes, (int) type.bytesOf(from), decoded, 0, step);
            for (int lane = 0; lane < step; lane += blockWeights) {
                round(lane, target, (from + lane) / blockWeights);
            }
        }
    }

    private void round(int from, Int8Blocks target, int index) {
        float lowest = 0;
        float highest = 0;
        for (int lane = from; lane < from + target.blockWeights; lane++) {
            requireFinite(decoded[lane], index);
            lowest = Math.min(lowest, decoded[lane]);
            highest = Math.max(highest, decoded[lane]);
        }
        float scale = highest > lowest ? (highest - lowest) / LEVEL_MAX : 1;
        int zeroPoint = clamp(Math.rint(-lowest / scale));
        target.setScale(index, scale, zeroPoint);
        for (int lane = 0; lane < target.blockWeights; lane++) {
            int code = clamp(Math.rint(decoded[from + lane] / scale) + zeroPoint);
            target.codes[index * target.blockWeights + lane] = (byte) code;
        }
    }

    private static int clamp(double level) {
        return (int) Math.clamp(level, 0, LEVEL_MAX);
    }

    private static void requireFinite(float value, int index) {
        if (!Float.isFinite(value)) {
            throw new ArithmeticException("block " + index + " holds " + value);
        }
    }
}
