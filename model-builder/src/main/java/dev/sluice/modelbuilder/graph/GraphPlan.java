package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.onnx.Node;
import dev.sluice.modelbuilder.onnx.ValueInfo;
import java.util.List;

/// A graph whose constants are still recipes.
public record GraphPlan(
        Architecture architecture,
        DecoderShape shape,
        List<ValueInfo> inputs,
        List<ValueInfo> outputs,
        List<Node> nodes,
        List<Weight> weights) {

    public GraphPlan {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        nodes = List.copyOf(nodes);
        weights = List.copyOf(weights);
    }
}
