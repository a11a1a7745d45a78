package dev.sluice.modelbuilder.quantize;

import dev.sluice.modelbuilder.gguf.TensorType;

/// Decodes any supported GGUF encoding to float32, to the bit what ggml computes (but for the sign
/// of a zero). Keeps a scratch block: one per worker thread.
public final class Dequantizer {
    private final CodedBlock block = new CodedBlock();

    /// Decodes whole blocks: `bytes` from `at` on into `count` weights from `to` on.
    public void decode(TensorType type, byte[] bytes, int at, float[] weights, int to, int count) {
        int blockCount = count / type.weightsPerBlock();
        for (int index = 0; index < blockCount; index++) {
            decodeBlock(
                    type,
                    bytes,
                    at + index * type.bytesPerBlock(),
                    weights,
                    to + index * type.weightsPerBlock());
        }
    }

    private void decodeBlock(TensorType type, byte[] bytes, int at, float[] weights, int to) {
        switch (type) {
            case F32 -> weights[to] = LittleEndian.floatAt(bytes, at);
            case F16 -> weights[to] = LittleEndian.halfAt(bytes, at);
            case BF16 -> weights[to] = Float.intBitsToFloat(LittleEndian.shortAt(bytes, at) << 16);
            case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0 -> {
                block.unpack(type, bytes, at);
                block.decode(weights, to);
            }
            case Q4_K -> SuperBlock.decodeQ4K(bytes, at, weights, to);
            case Q5_K -> SuperBlock.decodeQ5K(bytes, at, weights, to);
            case Q6_K -> SuperBlock.decodeQ6K(bytes, at, weights, to);
        }
    }
}
