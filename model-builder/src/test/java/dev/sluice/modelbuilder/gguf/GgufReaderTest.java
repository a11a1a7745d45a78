package dev.sluice.modelbuilder.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.modelbuilder.tiny.GgufWriter;
import dev.sluice.modelbuilder.tiny.TinyModel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufReaderTest {
    /// Of a tiny file: the keys that give the sizes, and everything before the weights.
    private static final int SHAPE_BYTES = 700;

    private static final int HEAD_BYTES = 9_000;

    @Test
    void readsWhatWasWritten(@TempDir Path folder) throws IOException {
        // Given
        Path path = small().write(folder.resolve("small.gguf"));
        byte[] content = new byte[8];

        // When
        try (GgufFile file = GgufFile.open(path)) {
            GgufTensor second = file.tensor("second").orElseThrow();
            file.read(second, 4, content);

            // Then
            GgufMetadata metadata = file.metadata();
            assertThat(metadata.text("name")).isEqualTo("déjà vu");
            assertThat(metadata.size("count", 10)).isEqualTo(7);
            assertThat(metadata.wholeOr("large", 0)).isEqualTo(Long.MIN_VALUE);
            assertThat(metadata.real("ratio")).isEqualTo(0.5);
            assertThat(metadata.truthIfPresent("flag")).contains(true);
            assertThat(metadata.texts("words")).containsExactly("a", "", "c");
            assertThat(metadata.wholesIfPresent("numbers")).contains(List.of(-1L, 2L));
            assertThat(file.tensors().keySet()).containsExactly("first", "second");
            assertThat(second.rows()).isEqualTo(2);
            assertThat(content).containsExactly(4, 5, 6, 7, 8, 9, 10, 11);
        }
    }

    @Test
    void reportsEveryPrefixOfAFileAsDamaged() {
        // Given
        byte[] whole = small().toBytes();

        for (int length = 0; length < whole.length; length++) {
            // When
            byte[] prefix = Arrays.copyOf(whole, length);

            // Then
            assertThatThrownBy(() -> read(prefix))
                    .as("first %d of %d bytes", length, whole.length)
                    .isInstanceOf(DamagedModelException.class)
                    .hasMessageContaining("test.gguf is damaged: ");
        }
    }

    @Test
    void saysWhichTensorATruncatedFileLacks() {
        // Given
        byte[] whole = small().toBytes();

        // When
        byte[] prefix = Arrays.copyOf(whole, whole.length - 1);

        // Then
        assertThatThrownBy(() -> read(prefix))
                .hasMessageMatching(
                        "test.gguf is damaged: tensor second needs 16 bytes at offset \\d+ \\+ 32,"
                                + " the file ends at "
                                + prefix.length);
    }

    /// Whatever bytes are flipped, the reader answers or refuses; it never fails in another way or
    /// runs out of memory.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void survivesRandomDamage(long seed) throws IOException {
        // Given
        SplittableRandom random = new SplittableRandom(seed);
        byte[] whole = TinyModel.gguf(TinyModel.Spec.llama().withLayerCount(1)).toBytes();

        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
                int reach = random.nextBoolean() ? SHAPE_BYTES : HEAD_BYTES;
                damaged[random.nextInt(reach)] = (byte) random.nextInt();
            }

            // When
            Throwable failure = catchThrowable(() -> read(damaged));

            // Then
            if (failure != null) {
                assertThat(failure).as("round %d", round).isInstanceOf(ModelFileException.class);
            }
        }
    }

    @Test
    void refusesAFileThatIsNotGguf() {
        // Given
        byte[] zip = HexFormat.of().parseHex("504b030414000000");

        // When / Then
        assertThatThrownBy(() -> read(zip))
                .isInstanceOf(DamagedModelException.class)
                .hasMessage(
                        "test.gguf is damaged: it starts with 0x504b0304, a GGUF file starts with"
                                + " 0x47475546");
    }

    @ParameterizedTest
    @CsvSource({"1,1", "4,4", "50331648,50331648"})
    void refusesOtherVersions(int version, String shown) {
        // Given
        byte[] file = small().toBytes();
        littleEndian(file).putInt(4, version);

        // When / Then
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("GGUF version " + shown + ", supported are 2 and 3");
    }

    @ParameterizedTest
    @CsvSource({
        "8, tensor count, -1, 18446744073709551615",
        "8, tensor count, 4611686018427387904, 4611686018427387904",
        "16, metadata count, 1000000, 1000000",
        "16, metadata count, -9223372036854775808, 9223372036854775808"
    })
    void boundsCountsByTheFile(int at, String what, long count, String shown) {
        // Given
        byte[] file = small().toBytes();
        littleEndian(file).putLong(at, count);

        // When / Then
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DamagedModelException.class)
                .hasMessageContaining(what + " is " + shown + ", at most ");
    }

    @Test
    void acceptsNoMoreItemsThanTheFileCanHold() {
        // Given
        byte[] oneTooMany = new byte[16];
        littleEndian(oneTooMany).putInt(0).putLong(1L << 40);
        byte[] file = new GgufWriter().raw("items", 9, oneTooMany).toBytes();

        // When / Then
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DamagedModelException.class)
                .hasMessageContaining("item count of items is 1099511627776, at most 4 ");
    }

    @Test
    void boundsTheDepthOfNestedArrays() {
        // Given
        byte[] nested = new byte[12 * 6];
        for (int depth = 0; depth < 6; depth++) {
            littleEndian(nested).putInt(depth * 12, 9).putLong(depth * 12 + 4, 1);
        }
        byte[] file = new GgufWriter().raw("nested", 9, nested).toBytes();

        // When / Then
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DamagedModelException.class)
                .hasMessageContaining("nested nests deeper than 4 arrays");
    }

    @Test
    void namesTheTensorTypeItCannotDecode() {
        // Given
        byte[] file = new GgufWriter().tensor("odd", 10, List.of(256L), new byte[84]).toBytes();

        // When / Then
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessage(
                        "test.gguf: tensor odd has type Q2_K, supported are F32, F16, Q4_0, Q4_1,"
                                + " Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K, BF16");
    }

    @Test
    void refusesRowsThatAreNoWholeNumberOfBlocks() {
        // Given
        byte[] file =
                new GgufWriter()
                        .tensor("odd", TensorType.Q8_0, List.of(33L), new byte[68])
                        .toBytes();

        // When / Then
        assertThatThrownBy(() -> read(file))
                .hasMessageContaining(
                        "tensor odd has rows of 33 weights, Q8_0 needs a multiple of 32");
    }

    @Test
    void refusesShapesWhoseProductOverflows() {
        // Given
        List<Long> shape = List.of(1L << 32, 1L << 32);
        byte[] file = new GgufWriter().tensor("huge", TensorType.F32, shape, new byte[4]).toBytes();

        // When / Then
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(DamagedModelException.class)
                .hasMessageContaining("tensor huge has a dimension of 4294967296");
    }

    @Test
    void refusesNamesThatOccurTwice() {
        // Given
        byte[] twoKeys = new GgufWriter().whole("key", 1).whole("key", 2).toBytes();
        byte[] twoTensors =
                new GgufWriter()
                        .tensor("same", TensorType.F32, List.of(1L), new byte[4])
                        .tensor("same", TensorType.F32, List.of(1L), new byte[4])
                        .toBytes();

        // When / Then
        assertThatThrownBy(() -> read(twoKeys)).hasMessageContaining("key key occurs twice");
        assertThatThrownBy(() -> read(twoTensors)).hasMessageContaining("tensor same occurs twice");
    }

    @Test
    void saysWhatIsWrongWithAMetadataValue() {
        // Given
        GgufMetadata metadata = read(small().toBytes()).metadata();

        // When / Then
        assertThatThrownBy(() -> metadata.text("count"))
                .hasMessage("test.gguf is damaged: metadata key count is Whole, expected a string");
        assertThatThrownBy(() -> metadata.text("absent"))
                .hasMessage("test.gguf is damaged: metadata key absent is missing");
        assertThatThrownBy(() -> metadata.size("count", 6))
                .hasMessage("test.gguf is damaged: count is 7, allowed is 1 to 6");
        assertThatThrownBy(() -> metadata.size("large", 6))
                .hasMessageContaining("large is 9223372036854775808, allowed is 1 to 6");
    }

    @Test
    void closesTheFileWhenItIsRefused(@TempDir Path folder) throws IOException {
        // Given
        Path path = Files.write(folder.resolve("bad.gguf"), new byte[3]);

        // When / Then
        assertThatThrownBy(() -> GgufFile.open(path))
                .hasMessage(
                        "bad.gguf is damaged: magic needs 4 bytes at offset 0, the file ends at 3");
        assertThat(Files.deleteIfExists(path)).isTrue();
    }

    private static GgufWriter small() {
        byte[] sixteen = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
        return new GgufWriter()
                .text("name", "déjà vu")
                .whole("count", 7)
                .large("large", Long.MIN_VALUE)
                .real("ratio", 0.5f)
                .truth("flag", true)
                .texts("words", List.of("a", "", "c"))
                .wholes("numbers", List.of(-1, 2))
                .tensor("first", TensorType.F32, List.of(3L), new byte[12])
                .tensor("second", TensorType.F32, List.of(2L, 2L), sixteen);
    }

    private static GgufReader.Head read(byte[] file) {
        return new GgufReader(MemorySegment.ofArray(file), "test.gguf").read();
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
