package dev.sluice.modelbuilder.quantize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.modelbuilder.gguf.TensorType;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Against weights that an independent reader decoded from random blocks, see the resource's first
/// line.
class DequantizerTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("decodedBlocks")
    void decodesToTheBit(TensorType type, byte[] blocks, float[] expected) {
        // Given
        float[] decoded = new float[expected.length];

        // When
        new Dequantizer().decode(type, blocks, 0, decoded, 0, decoded.length);

        // Then
        assertThat(withoutNegativeZeros(decoded)).containsExactly(withoutNegativeZeros(expected));
    }

    @ParameterizedTest
    @EnumSource(TensorType.class)
    void everyTypeHasDecodedBlocks(TensorType type) {
        assertThat(decodedBlocks().map(block -> block[0])).contains(type);
    }

    @Test
    void decodesAHandMadeQ41Block() {
        // Given: scale 0.5, minimum -1, codes 0 and 15 in the first byte, 3 and 0 in the second
        byte[] block = new byte[20];
        ByteBuffer.wrap(block)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(Float.floatToFloat16(0.5f))
                .putShort(Float.floatToFloat16(-1))
                .put((byte) 0xF0)
                .put((byte) 0x03);
        float[] decoded = new float[32];

        // When
        new Dequantizer().decode(TensorType.Q4_1, block, 0, decoded, 0, 32);

        // Then: low nibbles are weights 0 to 15, high ones 16 to 31
        assertThat(Arrays.copyOfRange(decoded, 0, 3)).containsExactly(-1, 0.5f, -1);
        assertThat(Arrays.copyOfRange(decoded, 16, 19)).containsExactly(6.5f, -1, -1);
    }

    private static float[] withoutNegativeZeros(float[] values) {
        float[] sums = values.clone();
        for (int index = 0; index < sums.length; index++) {
            sums[index] += 0f;
        }
        return sums;
    }

    static Stream<Object[]> decodedBlocks() {
        return lines().stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split(" "))
                .map(DequantizerTest::arguments);
    }

    private static Object[] arguments(String[] fields) {
        ByteBuffer weights =
                ByteBuffer.wrap(Base64.getDecoder().decode(fields[2]))
                        .order(ByteOrder.LITTLE_ENDIAN);
        float[] expected = new float[weights.remaining() / Float.BYTES];
        weights.asFloatBuffer().get(expected);
        byte[] blocks = Base64.getDecoder().decode(fields[1]);
        return new Object[] {TensorType.valueOf(fields[0]), blocks, expected};
    }

    private static List<String> lines() {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                Objects.requireNonNull(
                                        DequantizerTest.class.getResourceAsStream(
                                                "dequantized-blocks.txt")),
                                StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
