package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.gguf.GgufTensor;
import java.util.List;

/// The nodes for the two uses of a matrix, one variant per [WeightFormat]. Names are those of the
/// output; the weight's name is derived from it.
sealed interface MatrixNodes permits Int8Nodes, DenseNodes {
    /// Rows of `table` selected by `ids`: `ids` [batch, seq] → [batch, seq, columns].
    String lookup(String name, GgufTensor table, String ids);

    /// `input` times the transpose of the stacked `parts`: [batch, seq, columns] → [batch, seq,
    /// rows].
    String product(String name, List<GgufTensor> parts, String input);

    static MatrixNodes of(WeightFormat format, GraphSketch sketch) {
        return switch (format) {
            case INT8 -> new Int8Nodes(sketch);
            case FLOAT32, FLOAT16 -> new DenseNodes(sketch, format.activations());
        };
    }
}
