package dev.sluice.modelbuilder.onnx;

import java.util.List;

/// One operation. An empty string stands for an input or output that is left out. The empty domain
/// is ONNX's own.
public record Node(
        String domain,
        String operation,
        String name,
        List<String> inputs,
        List<String> outputs,
        List<Attribute> attributes) {

    public Node {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = List.copyOf(attributes);
    }
}
