package dev.sluice.modelbuilder.onnx;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A whole model. `operatorSets` maps domain to version; `metadata` is free text for readers of the
/// file.
public record OnnxModel(
        String graphName,
        List<ValueInfo> inputs,
        List<ValueInfo> outputs,
        List<Node> nodes,
        List<Initializer> initializers,
        SequencedMap<String, Long> operatorSets,
        SequencedMap<String, String> metadata) {

    public OnnxModel {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
        initializers = List.copyOf(initializers);
        operatorSets = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(operatorSets));
        metadata = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(metadata));
    }

    /// The bytes of a .onnx file.
    public byte[] encode() {
        return OnnxEncoder.encode(this);
    }
}
