package dev.sluice.modelbuilder.graph;

/// Which positions get logits.
public enum LogitScope {
    /// The last position of each row only: 512 prompt tokens times 49,152 logits would cost 100 MB
    /// and most of a prefill's time.
    LAST("last"),

    /// All positions, for measuring perplexity.
    ALL("all");

    private final String label;

    LogitScope(String label) {
        this.label = label;
    }

    /// The name in `config.json`.
    public String label() {
        return label;
    }
}
