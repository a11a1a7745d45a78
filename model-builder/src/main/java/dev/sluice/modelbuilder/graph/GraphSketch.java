package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.onnx.Attribute;
import dev.sluice.modelbuilder.onnx.Dimension;
import dev.sluice.modelbuilder.onnx.ElementType;
import dev.sluice.modelbuilder.onnx.Node;
import dev.sluice.modelbuilder.onnx.ValueInfo;
import java.util.ArrayList;
import java.util.List;

/// A graph in the making: collects inputs, outputs, nodes and weights in order. Owned by the
/// planning thread.
final class GraphSketch {
    static final String ONNX = "";
    static final String CONTRIB = "com.microsoft";

    private final List<ValueInfo> inputs = new ArrayList<>();
    private final List<ValueInfo> outputs = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final List<Weight> weights = new ArrayList<>();

    void input(String name, ElementType type, Dimension... shape) {
        inputs.add(new ValueInfo(name, type, List.of(shape)));
    }

    void output(String name, ElementType type, Dimension... shape) {
        outputs.add(new ValueInfo(name, type, List.of(shape)));
    }

    /// Adds a node with one output and returns the output's name.
    String node(
            String domain,
            String operation,
            List<String> inputNames,
            String outputName,
            Attribute... attributes) {
        return node(domain, operation, inputNames, List.of(outputName), attributes);
    }

    /// Adds a node and returns the name of its first output.
    String node(
            String domain,
            String operation,
            List<String> inputNames,
            List<String> outputNames,
            Attribute... attributes) {
        String first = outputNames.getFirst();
        nodes.add(
                new Node(
                        domain,
                        operation,
                        "/" + first,
                        inputNames,
                        outputNames,
                        List.of(attributes)));
        return first;
    }

    /// Adds a weight and returns its name.
    String weight(Weight weight) {
        weights.add(weight);
        return weight.name();
    }

    GraphPlan toPlan(Architecture architecture, DecoderShape shape) {
        return new GraphPlan(architecture, shape, inputs, outputs, nodes, weights);
    }
}
