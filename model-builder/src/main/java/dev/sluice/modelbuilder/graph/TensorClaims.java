package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.gguf.DamagedModelException;
import dev.sluice.modelbuilder.gguf.GgufFile;
import dev.sluice.modelbuilder.gguf.GgufTensor;
import dev.sluice.modelbuilder.gguf.UnsupportedModelException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Hands out the file's tensors by name, with their shape checked, and remembers which were taken.
///
/// INVARIANT: at the end every tensor has been taken. One that is left over belongs to a part of
/// the model that the graph does not have (a norm, an expert, a scale), so that the answers would
/// be wrong without any error.
final class TensorClaims {
    private final GgufFile file;
    private final Set<String> taken = new HashSet<>();

    TensorClaims(GgufFile file) {
        this.file = file;
    }

    boolean has(String name) {
        return file.tensor(name).isPresent();
    }

    GgufTensor matrix(String name, long rows, long columns) {
        return take(name, List.of(columns, rows));
    }

    GgufTensor vector(String name, long size) {
        return take(name, List.of(size));
    }

    Optional<GgufTensor> vectorIfPresent(String name, long size) {
        return has(name) ? Optional.of(vector(name, size)) : Optional.empty();
    }

    void requireAllTaken() {
        List<String> left =
                file.tensors().keySet().stream().filter(name -> !taken.contains(name)).toList();
        if (!left.isEmpty()) {
            throw new UnsupportedModelException(
                    "%s has %d tensors that its architecture does not use here, the first is %s"
                            .formatted(file.name(), left.size(), left.getFirst()));
        }
    }

    private GgufTensor take(String name, List<Long> shape) {
        GgufTensor tensor = file.tensor(name).orElseThrow(() -> missing(name));
        if (!tensor.shape().equals(shape)) {
            throw new DamagedModelException(
                    "%s is damaged: tensor %s has shape %s, expected %s"
                            .formatted(file.name(), name, tensor.shape(), shape));
        }
        taken.add(name);
        return tensor;
    }

    private DamagedModelException missing(String name) {
        return new DamagedModelException(
                "%s is damaged: tensor %s is missing".formatted(file.name(), name));
    }
}
