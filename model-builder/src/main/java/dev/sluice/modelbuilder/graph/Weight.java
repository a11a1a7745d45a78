package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.gguf.GgufTensor;
import dev.sluice.modelbuilder.onnx.ElementType;
import java.nio.ByteBuffer;
import java.util.List;

/// A constant that the graph needs, as a recipe: which tensors of the file, stacked row on row,
/// become which initializers. Two weights made of the same tensors have the same bytes, and are
/// stored once (a model whose output projection is its embedding).
public sealed interface Weight {
    String name();

    /// Int8 blocks: three initializers, `name.codes`, `name.scales` and `name.zero_points`.
    /// `blockWeights` codes of a row share a scale.
    record Quantised(String name, List<GgufTensor> parts, int blockWeights, Use use)
            implements Weight {
        public Quantised {
            parts = List.copyOf(parts);
        }

        public long rows() {
            return rowsOf(parts);
        }

        public long columns() {
            return parts.getFirst().columns();
        }
    }

    /// Decoded to float32 or float16: one initializer, `name`.
    record Dense(String name, ElementType type, List<GgufTensor> parts) implements Weight {
        public Dense {
            parts = List.copyOf(parts);
        }

        /// Vectors join to a vector, matrices to a matrix [rows, columns].
        public List<Long> shape() {
            GgufTensor first = parts.getFirst();
            if (first.shape().size() == 1) {
                return List.of(parts.stream().mapToLong(GgufTensor::columns).sum());
            }
            return List.of(rowsOf(parts), first.columns());
        }
    }

    /// Computed, not read: one initializer, `name`, little-endian.
    record Constant(String name, ElementType type, List<Long> shape, ByteBuffer content)
            implements Weight {
        public Constant {
            shape = List.copyOf(shape);
        }
    }

    /// The shape that the using operation wants for the codes.
    enum Use {
        /// [rows, columns], for GatherBlockQuantized.
        LOOKUP,
        /// [rows, blocks, weights of a block], for MatMulNBits.
        PRODUCT
    }

    private static long rowsOf(List<GgufTensor> parts) {
        return parts.stream().mapToLong(GgufTensor::rows).sum();
    }
}
