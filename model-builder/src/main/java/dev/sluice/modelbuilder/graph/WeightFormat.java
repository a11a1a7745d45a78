package dev.sluice.modelbuilder.graph;

/// How the matrices of the graph are stored and multiplied.
public enum WeightFormat {
    /// Unsigned bytes with a float32 scale and a zero point for each 32 weights; activations are
    /// rounded to int8 within the product (accuracy level 4). The only quantised form measured to
    /// keep the model's answers.
    INT8_BLOCK_32("int8-b32"),

    /// Decoded weights in full: the reference that accuracy is measured against, four times the
    /// size.
    FLOAT32("float32");

    private final String label;

    WeightFormat(String label) {
        this.label = label;
    }

    /// The name in `config.json`.
    public String label() {
        return label;
    }
}
