package dev.sluice.modelbuilder.gguf;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// The tensor encodings that can be decoded. A row is a whole number of blocks; sizes are those of
/// ggml's block structures.
public enum TensorType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210),
    BF16(30, 1, 2);

    /// Encodings that exist but are not decoded here, so that a refusal can name them.
    private static final Map<Integer, String> OTHER_NAMES =
            Map.ofEntries(
                    Map.entry(9, "Q8_1"),
                    Map.entry(10, "Q2_K"),
                    Map.entry(11, "Q3_K"),
                    Map.entry(15, "Q8_K"),
                    Map.entry(16, "IQ2_XXS"),
                    Map.entry(17, "IQ2_XS"),
                    Map.entry(18, "IQ3_XXS"),
                    Map.entry(19, "IQ1_S"),
                    Map.entry(20, "IQ4_NL"),
                    Map.entry(21, "IQ3_S"),
                    Map.entry(22, "IQ2_S"),
                    Map.entry(23, "IQ4_XS"),
                    Map.entry(24, "I8"),
                    Map.entry(25, "I16"),
                    Map.entry(26, "I32"),
                    Map.entry(27, "I64"),
                    Map.entry(28, "F64"),
                    Map.entry(29, "IQ1_M"),
                    Map.entry(34, "TQ1_0"),
                    Map.entry(35, "TQ2_0"),
                    Map.entry(39, "MXFP4"));

    private final int id;
    private final int weightsPerBlock;
    private final int bytesPerBlock;

    TensorType(int id, int weightsPerBlock, int bytesPerBlock) {
        this.id = id;
        this.weightsPerBlock = weightsPerBlock;
        this.bytesPerBlock = bytesPerBlock;
    }

    public int id() {
        return id;
    }

    public int weightsPerBlock() {
        return weightsPerBlock;
    }

    public int bytesPerBlock() {
        return bytesPerBlock;
    }

    /// Bytes of `weightCount` weights, a multiple of the block size.
    public long bytesOf(long weightCount) {
        return weightCount / weightsPerBlock * bytesPerBlock;
    }

    static Optional<TensorType> ofId(int id) {
        return Arrays.stream(values()).filter(type -> type.id == id).findFirst();
    }

    static String nameOf(int id) {
        return OTHER_NAMES.getOrDefault(id, "number " + Integer.toUnsignedString(id));
    }

    static String supportedNames() {
        return Arrays.stream(values()).map(TensorType::name).collect(Collectors.joining(", "));
    }
}
