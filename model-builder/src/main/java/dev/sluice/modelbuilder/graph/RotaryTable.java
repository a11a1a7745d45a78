package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.GgufTensor;
import dev.sluice.modelbuilder.onnx.ElementType;
import dev.sluice.modelbuilder.quantize.Dequantizer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/// Cosines and sines of the rotary angles, [contextTokens, headSize / 2]: `angle(p, i) = p /
/// positionScale · base^(-2i / headSize) / factor(i)`. The factors are Llama 3.1's long-context
/// correction, a tensor of the file; elsewhere they are 1. Angles are computed in double: at
/// position 8,192 a float32 angle would be off in the fourth digit.
final class RotaryTable {
    private final int rows;
    private final double[] frequencies;
    private final ElementType type;

    private RotaryTable(int rows, double[] frequencies, ElementType type) {
        this.rows = rows;
        this.frequencies = frequencies;
        this.type = type;
    }

    static RotaryTable of(
            DecoderShape shape, GgufFile file, Optional<GgufTensor> factors, ElementType type) {
        DecoderShape.Rotary rotary = shape.rotary();
        int headSize = shape.attention().headSize();
        float[] factor = factors.map(tensor -> decode(file, tensor)).orElse(ones(headSize / 2));
        double[] frequencies = new double[headSize / 2];
        for (int pair = 0; pair < frequencies.length; pair++) {
            double frequency = Math.pow(rotary.base(), -2.0 * pair / headSize);
            frequencies[pair] = frequency / rotary.positionScale() / factor[pair];
        }
        return new RotaryTable(rotary.contextTokens(), frequencies, type);
    }

    Weight cosines(String name) {
        return table(name, Math::cos);
    }

    Weight sines(String name) {
        return table(name, Math::sin);
    }

    private Weight table(String name, DoubleUnaryOperator function) {
        ByteBuffer content =
                ByteBuffer.allocate(rows * frequencies.length * type.bytes())
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int position = 0; position < rows; position++) {
            for (double frequency : frequencies) {
                put(content, (float) function.applyAsDouble(position * frequency));
            }
        }
        List<Long> shape = List.of((long) rows, (long) frequencies.length);
        return new Weight.Constant(name, type, shape, content.flip());
    }

    private void put(ByteBuffer content, float value) {
        if (type == ElementType.FLOAT16) {
            content.putShort(Float.floatToFloat16(value));
        } else {
            content.putFloat(value);
        }
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static float[] decode(GgufFile file, GgufTensor tensor) {
        byte[] bytes = new byte[(int) tensor.bytes()];
        float[] decoded = new float[(int) tensor.columns()];
        file.read(tensor, 0, bytes);
        new Dequantizer().decode(tensor.type(), bytes, 0, decoded, 0, decoded.length);
        return decoded;
    }
}
