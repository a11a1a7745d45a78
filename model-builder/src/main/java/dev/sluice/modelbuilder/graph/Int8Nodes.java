package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.gguf.GgufTensor;
import dev.sluice.modelbuilder.gguf.TensorType;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;
import dev.sluice.modelbuilder.onnx.Attribute;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Int8 blocks: GatherBlockQuantized and MatMulNBits.
///
/// Weights of four bits go into blocks of 64: 256 levels hold two of their blocks of 32 to a
/// seventeenth of the wider one's step, and products are an eighth faster than with blocks of 32.
/// Wider codes keep their blocks of 32 and are exact. Longer blocks than 64 take another kernel for
/// single rows: a sequence's logits would depend on the batch around it.
///
/// Why each use has initializers of its own, even for the same tensor: MatMulNBits repacks its
/// codes at load only when they are a plain constant. A Reshape of the embedding's codes is one
/// only after constant folding; without it decoding is 14 times slower. The file stores the bytes
/// once all the same, see [Weight].
record Int8Nodes(GraphSketch sketch) implements MatrixNodes {
    private static final Attribute BITS = Attribute.of("bits", 8);
    private static final Set<TensorType> FOUR_BITS =
            EnumSet.of(TensorType.Q4_0, TensorType.Q4_1, TensorType.Q4_K);
    private static final int BLOCK = 32;
    private static final int LONG_BLOCK = 64;

    /// int8 without it runs the naive kernel, 15 times slower.
    private static final Attribute ACCURACY_LEVEL = Attribute.of("accuracy_level", 4);

    @Override
    public String lookup(String name, GgufTensor table, String ids) {
        List<GgufTensor> parts = List.of(table);
        String weight = weight(name, parts, Weight.Use.LOOKUP);
        return sketch.node(
                GraphSketch.CONTRIB,
                "GatherBlockQuantized",
                List.of(weight + ".codes", ids, weight + ".scales", weight + ".zero_points"),
                name,
                BITS,
                blockSize(parts),
                Attribute.of("gather_axis", 0),
                Attribute.of("quantize_axis", 1));
    }

    @Override
    public String product(String name, List<GgufTensor> parts, String input) {
        String weight = weight(name, parts, Weight.Use.PRODUCT);
        long rows = parts.stream().mapToLong(GgufTensor::rows).sum();
        return sketch.node(
                GraphSketch.CONTRIB,
                "MatMulNBits",
                List.of(input, weight + ".codes", weight + ".scales", weight + ".zero_points"),
                name,
                Attribute.of("K", parts.getFirst().columns()),
                Attribute.of("N", rows),
                BITS,
                blockSize(parts),
                ACCURACY_LEVEL);
    }

    private String weight(String name, List<GgufTensor> parts, Weight.Use use) {
        long columns = parts.getFirst().columns();
        if (columns % BLOCK != 0) {
            throw new UnsupportedModelException(
                    "tensor %s has rows of %d weights, int8 blocks need a multiple of %d"
                            .formatted(parts.getFirst().name(), columns, BLOCK));
        }
        int blockWeights = blockWeights(parts);
        return sketch.weight(new Weight.Quantised(name + ".weight", parts, blockWeights, use));
    }

    private static Attribute blockSize(List<GgufTensor> parts) {
        return Attribute.of("block_size", blockWeights(parts));
    }

    private static int blockWeights(List<GgufTensor> parts) {
        boolean haveFourBits = parts.stream().allMatch(part -> FOUR_BITS.contains(part.type()));
        return haveFourBits && parts.getFirst().columns() % LONG_BLOCK == 0 ? LONG_BLOCK : BLOCK;
    }
}
