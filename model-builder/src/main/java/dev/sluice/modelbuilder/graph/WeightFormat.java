package dev.sluice.modelbuilder.graph;

import dev.sluice.modelbuilder.onnx.ElementType;

/// How the matrices of the graph are stored and multiplied.
public enum WeightFormat {
    /// Unsigned bytes with a float32 scale and a zero point for each 64 weights, or 32; activations
    /// are rounded to int8 within the product (accuracy level 4). The only quantised form measured
    /// to keep the model's answers.
    INT8("int8", ElementType.FLOAT),

    /// Decoded weights in full: the reference that accuracy is measured against, four times the
    /// size.
    FLOAT32("float32", ElementType.FLOAT),

    /// Half precision throughout, for NVIDIA GPUs: their attention kernel has no other, and their
    /// products of it are the fastest. Not for a CPU, which computes them 8 to 30 times slower.
    FLOAT16("float16", ElementType.FLOAT16);

    private final String label;
    private final ElementType activations;

    WeightFormat(String label, ElementType activations) {
        this.label = label;
        this.activations = activations;
    }

    /// What flows between the nodes, and what keys and values are stored in.
    public ElementType activations() {
        return activations;
    }

    /// The name of [#activations()] in `config.json`.
    public String activationsLabel() {
        return activations == ElementType.FLOAT16 ? "float16" : "float32";
    }

    /// The name in `config.json`.
    public String label() {
        return label;
    }
}
