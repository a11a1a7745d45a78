package dev.sluice.modelbuilder.quantize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.modelbuilder.gguf.TensorType;
import dev.sluice.modelbuilder.tiny.BlockWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class Int8RepackerTest {
    private static final int WEIGHTS = 512;
    private static final int BLOCK = 32;

    @ParameterizedTest
    @EnumSource(
            value = TensorType.class,
            names = {"Q8_0", "Q4_0", "Q5_0"})
    void keepsSymmetricBlocksExactly(TensorType type) {
        // Given
        byte[] blocks = randomBlocks(type, 7);

        // When
        Int8Blocks repacked = new Int8Repacker().repack(type, blocks, WEIGHTS, BLOCK);

        // Then
        assertThat(weights(repacked)).containsExactly(decode(type, blocks));
    }

    /// The codes are exact, the minimum moves by half of a scale / factor at most.
    @ParameterizedTest
    @CsvSource({"Q4_1, 17", "Q5_1, 8"})
    void keepsAffineBlocksWithinHalfAStepOfTheMinimum(TensorType type, int factor) {
        // Given
        byte[] blocks = randomBlocks(type, 8);
        float[] expected = decode(type, blocks);

        // When
        Int8Blocks repacked = new Int8Repacker().repack(type, blocks, WEIGHTS, BLOCK);

        // Then
        for (int index = 0; index < WEIGHTS; index++) {
            float scale = LittleEndian.halfAt(blocks, index / 32 * type.bytesPerBlock());
            assertThat(repacked.weight(index))
                    .as("weight %d", index)
                    .isCloseTo(expected[index], within(0.501f * scale / factor));
        }
    }

    @Test
    void shiftsAllWeightsOfAnAffineBlockAlike() {
        // Given
        byte[] blocks = randomBlocks(TensorType.Q4_1, 9);
        float[] expected = decode(TensorType.Q4_1, blocks);

        // When
        Int8Blocks repacked = new Int8Repacker().repack(TensorType.Q4_1, blocks, WEIGHTS, BLOCK);

        // Then
        float shift = repacked.weight(0) - expected[0];
        for (int index = 1; index < 32; index++) {
            assertThat(repacked.weight(index) - expected[index]).isCloseTo(shift, within(1e-6f));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TensorType.class,
            names = {"F32", "F16"})
    void roundsOtherTypesToTheNearestLevel(TensorType type) {
        // Given
        byte[] blocks = BlockWriter.encode(type, gaussian(10));
        float[] expected = decode(type, blocks);

        // When
        Int8Blocks repacked = new Int8Repacker().repack(type, blocks, WEIGHTS, BLOCK);

        // Then
        assertWithinHalfAScale(repacked, expected);
    }

    /// Super-blocks, and blocks of 64: a scale for two blocks of the file.
    @ParameterizedTest
    @CsvSource({"Q4_K, 32", "Q5_K, 32", "Q6_K, 32", "Q4_0, 64", "Q4_1, 64", "Q4_K, 64"})
    void roundsBlocksOfAnotherLengthToTheNearestLevel(TensorType type, int blockWeights) {
        // Given
        byte[] blocks = randomBlocks(type, 11);
        float[] expected = decode(type, blocks);

        // When
        Int8Blocks repacked = new Int8Repacker().repack(type, blocks, WEIGHTS, blockWeights);

        // Then
        assertThat(repacked.zeroPoints().remaining()).isEqualTo(WEIGHTS / blockWeights);
        assertWithinHalfAScale(repacked, expected);
    }

    /// Zero would need a code outside the byte; the block is rounded instead of clipped.
    @ParameterizedTest
    @ValueSource(floats = {1, -17, 0.01f})
    void roundsAnAffineBlockThatLiesFarFromZero(float minimum) {
        // Given
        byte[] block = q41Block(0.25f, minimum);
        float[] expected = decode(TensorType.Q4_1, block);

        // When
        Int8Blocks repacked = new Int8Repacker().repack(TensorType.Q4_1, block, 32, BLOCK);

        // Then
        assertWithinHalfAScale(repacked, expected);
    }

    @ParameterizedTest
    @ValueSource(floats = {0, 3, -3})
    void keepsABlockWithOneValue(float value) {
        // Given: scale zero, so that every weight is the minimum
        byte[] block = q41Block(0, value);

        // When
        Int8Blocks repacked = new Int8Repacker().repack(TensorType.Q4_1, block, 32, BLOCK);

        // Then
        assertThat(weights(repacked)).containsOnly(value);
    }

    @ParameterizedTest
    @CsvSource({"Q8_0, NaN", "Q8_0, Infinity", "Q4_1, NaN", "Q4_1, Infinity"})
    void refusesAScaleThatIsNotFinite(TensorType type, float scale) {
        // Given
        byte[] blocks = randomBlocks(type, 12);
        ByteBuffer.wrap(blocks)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(3 * type.bytesPerBlock(), Float.floatToFloat16(scale));

        // When / Then
        assertThatThrownBy(() -> new Int8Repacker().repack(type, blocks, WEIGHTS, BLOCK))
                .isInstanceOf(ArithmeticException.class)
                .hasMessageStartingWith("block 3 holds ");
    }

    private static void assertWithinHalfAScale(Int8Blocks repacked, float[] expected) {
        for (int index = 0; index < expected.length; index++) {
            float scale =
                    LittleEndian.floatAt(
                            repacked.scales, index / repacked.blockWeights * Float.BYTES);
            assertThat(repacked.weight(index))
                    .as("weight %d", index)
                    .isCloseTo(expected[index], within(0.501f * scale));
        }
    }

    private static byte[] q41Block(float scale, float minimum) {
        byte[] block = new byte[20];
        new SplittableRandom(13).nextBytes(block);
        ByteBuffer.wrap(block)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(Float.floatToFloat16(scale))
                .putShort(Float.floatToFloat16(minimum));
        return block;
    }

    /// Random codes with scales and minima as real weights have them: zero lies within each block.
    private static byte[] randomBlocks(TensorType type, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] bytes = new byte[(int) type.bytesOf(WEIGHTS)];
        random.nextBytes(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < bytes.length; at += type.bytesPerBlock()) {
            float scale = (float) random.nextDouble(0.001, 0.01);
            buffer.putShort(at + (type == TensorType.Q6_K ? 208 : 0), Float.floatToFloat16(scale));
            switch (type) {
                case Q4_1 -> putMinimum(buffer, at, scale * -random.nextInt(1, 15));
                case Q5_1 -> putMinimum(buffer, at, scale * -random.nextInt(1, 31));
                case Q4_K, Q5_K -> putMinimum(buffer, at, scale * 7);
                case F32, F16, BF16, Q4_0, Q5_0, Q8_0, Q6_K -> {
                    // No minimum.
                }
            }
        }
        return bytes;
    }

    private static void putMinimum(ByteBuffer buffer, int at, float minimum) {
        buffer.putShort(at + 2, Float.floatToFloat16(minimum * 1.03f));
    }

    private static float[] gaussian(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] weights = new float[WEIGHTS];
        for (int index = 0; index < WEIGHTS; index++) {
            weights[index] = (float) random.nextGaussian();
        }
        return weights;
    }

    private static float[] decode(TensorType type, byte[] blocks) {
        int count = blocks.length / type.bytesPerBlock() * type.weightsPerBlock();
        float[] decoded = new float[count];
        new Dequantizer().decode(type, blocks, 0, decoded, 0, count);
        return decoded;
    }

    private static float[] weights(Int8Blocks blocks) {
        float[] weights = new float[blocks.codes.length];
        for (int index = 0; index < weights.length; index++) {
            weights[index] = blocks.weight(index);
        }
        return weights;
    }
}
