package dev.sluice.modelbuilder.tiny;

import dev.sluice.modelbuilder.gguf.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Encodes weights the way llama.cpp's quantiser does, for the few types that tests write.
public final class BlockWriter {
    private static final int WEIGHTS = 32;

    private BlockWriter() {}

    public static byte[] encode(TensorType type, float[] weights) {
        ByteBuffer bytes =
                ByteBuffer.allocate((int) type.bytesOf(weights.length))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < weights.length; from += type.weightsPerBlock()) {
            switch (type) {
                case F32 -> bytes.putFloat(weights[from]);
                case F16 -> bytes.putShort(Float.floatToFloat16(weights[from]));
                case Q8_0 -> putQ80(bytes, weights, from);
                case Q4_1 -> putQ41(bytes, weights, from);
                case BF16, Q4_0, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K ->
                        throw new IllegalArgumentException(type + " is not written here");
            }
        }
        return bytes.array();
    }

    private static void putQ80(ByteBuffer bytes, float[] weights, int from) {
        float largest = 0;
        for (int lane = 0; lane < WEIGHTS; lane++) {
            largest = Math.max(largest, Math.abs(weights[from + lane]));
        }
        float scale = largest / 127;
        bytes.putShort(Float.floatToFloat16(scale));
        for (int lane = 0; lane < WEIGHTS; lane++) {
            bytes.put((byte) (scale == 0 ? 0 : Math.rint(weights[from + lane] / scale)));
        }
    }

    private static void putQ41(ByteBuffer bytes, float[] weights, int from) {
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
        for (int lane = 0; lane < WEIGHTS; lane++) {
            lowest = Math.min(lowest, weights[from + lane]);
            highest = Math.max(highest, weights[from + lane]);
        }
        float scale = (highest - lowest) / 15;
        bytes.putShort(Float.floatToFloat16(scale)).putShort(Float.floatToFloat16(lowest));
        for (int lane = 0; lane < WEIGHTS / 2; lane++) {
            int low = nibble(weights[from + lane], lowest, scale);
            int high = nibble(weights[from + lane + WEIGHTS / 2], lowest, scale);
            bytes.put((byte) (low | high << 4));
        }
    }

    private static int nibble(float weight, float lowest, float scale) {
        return scale == 0 ? 0 : (int) Math.clamp(Math.rint((weight - lowest) / scale), 0, 15);
    }
}
