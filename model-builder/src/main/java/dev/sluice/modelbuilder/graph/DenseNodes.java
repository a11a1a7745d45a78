package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.gguf.GgufTensor;
import dev.sluice.modelbuilder.onnx.Attribute;
import dev.sluice.modelbuilder.onnx.ElementType;
import java.util.List;

/// Decoded weights, in float32 or float16: Gather and FusedMatMul. Why not plain MatMul:
/// FusedMatMul takes the matrix as the file has it, [rows, columns], so that nothing is transposed
/// and a shared embedding is stored once.
record DenseNodes(GraphSketch sketch, ElementType type) implements MatrixNodes {
    @Override
    public String lookup(String name, GgufTensor table, String ids) {
        return sketch.node(
                GraphSketch.ONNX, "Gather", List.of(weight(name, List.of(table)), ids), name);
    }

    @Override
    public String product(String name, List<GgufTensor> parts, String input) {
        return sketch.node(
                GraphSketch.CONTRIB,
                "FusedMatMul",
                List.of(input, weight(name, parts)),
                name,
                Attribute.of("transB", 1));
    }

    private String weight(String name, List<GgufTensor> parts) {
        return sketch.weight(new Weight.Dense(name + ".weight", type, parts));
    }
}
