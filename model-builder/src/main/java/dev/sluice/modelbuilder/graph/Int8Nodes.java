package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.gguf.GgufTensor;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;
import dev.sluice.modelbuilder.onnx.Attribute;
import dev.sluice.modelbuilder.quantize.Int8Blocks;
import java.util.List;

/// Int8 blocks of 32: GatherBlockQuantized and MatMulNBits.
///
/// Why each use has initializers of its own, even for the same tensor: MatMulNBits repacks its
/// codes at load only when they are a plain constant. A Reshape of the embedding's codes is one
/// only after constant folding; without it decoding is 14 times slower. The file stores the bytes
/// once all the same, see [Weight].
record Int8Nodes(GraphSketch sketch) implements MatrixNodes {
    private static final Attribute BITS = Attribute.of("bits", 8);
    private static final Attribute BLOCK_SIZE = Attribute.of("block_size", Int8Blocks.WEIGHTS);

    /// int8 without it runs the naive kernel, 15 times slower.
    private static final Attribute ACCURACY_LEVEL = Attribute.of("accuracy_level", 4);

    @Override
    public String lookup(String name, GgufTensor table, String ids) {
        String weight = weight(name, List.of(table), Weight.Use.LOOKUP);
        return sketch.node(
                GraphSketch.CONTRIB,
                "GatherBlockQuantized",
                List.of(weight + ".codes", ids, weight + ".scales", weight + ".zero_points"),
                name,
                BITS,
                BLOCK_SIZE,
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
                BLOCK_SIZE,
                ACCURACY_LEVEL);
    }

    private String weight(String name, List<GgufTensor> parts, Weight.Use use) {
        long columns = parts.getFirst().columns();
        if (columns % Int8Blocks.WEIGHTS != 0) {
            throw new UnsupportedModelException(
                    "tensor %s has rows of %d weights, int8 blocks need a multiple of %d"
                            .formatted(parts.getFirst().name(), columns, Int8Blocks.WEIGHTS));
        }
        return sketch.weight(new Weight.Quantised(name + ".weight", parts, use));
    }
}
